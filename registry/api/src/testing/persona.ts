import type { Registry } from "../create-registry.ts";
import { assertDocumented } from "./assert-documented.ts";
import type { PackageBuilder } from "./package-builder.ts";

/** What a test sees of an answer. */
export type Seen = { readonly status: number; readonly body: unknown };

/** Somebody who acts through the registry's public door, with a token or without. */
export class Persona {
  readonly name: string;
  readonly token: string | undefined;
  readonly #registry: Registry;
  readonly #peer: string;

  constructor(registry: Registry, name: string, token: string | undefined, peer = "127.0.0.1") {
    this.#registry = registry;
    this.name = name;
    this.token = token;
    this.#peer = peer;
  }

  /** Returns the same person at another address. */
  at(peer: string): Persona {
    return new Persona(this.#registry, this.name, this.token, peer);
  }

  /** Sends any request; `path` begins with a slash. Throws when the OpenAPI document lies about the answer. */
  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.token !== undefined && !headers.has("authorization")) headers.set("authorization", `Bearer ${this.token}`);
    const request = new Request(`http://registry.example${path}`, { ...init, headers });
    const response = await this.#registry.fetch(request, { peer: this.#peer });
    await assertDocumented(this.#registry.app.routes, request, response);
    return response;
  }

  get(path: string, headers: { readonly [name: string]: string } = {}): Promise<Response> {
    return this.send(path, { headers });
  }

  put(path: string, body: unknown): Promise<Response> {
    const text = JSON.stringify(body);
    return this.send(path, { method: "PUT", body: text, headers: { "content-length": `${Buffer.byteLength(text)}` } });
  }

  post(path: string, body: unknown): Promise<Response> {
    return this.send(path, { method: "POST", body: JSON.stringify(body) });
  }

  /** Some clients send a body with it. */
  delete(path: string, body?: unknown): Promise<Response> {
    return this.send(path, { method: "DELETE", ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  }

  /** Publishes as npm does, and returns the answer. */
  async publish(pkg: PackageBuilder): Promise<Response> {
    return this.put(`/${pkg.name.replace("/", "%2f")}`, await pkg.body());
  }
}

/** Returns the status and the parsed body of an answer. */
export async function seen(response: Response): Promise<Seen> {
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as unknown) };
}

/** Returns the status and the sentence of a refusal. */
export async function refusal(response: Response): Promise<{ status: number; code: unknown; error: unknown }> {
  const { status, body } = await seen(response);
  const { code, error } = body as { code?: unknown; error?: unknown };
  return { status, code, error };
}
