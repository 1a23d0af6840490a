import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";
import { onTestFinished } from "vitest";

import type { PackageBuilder } from "./package-builder.ts";

/** A body that goes on for as long as anybody listens. */
export const endless = Symbol("endless");

/** What an uplink answers to one URL. */
type Answer = {
  readonly status?: number;
  readonly headers?: { [name: string]: string };
  readonly body: string | Uint8Array | typeof endless;
};

type UplinkRequest = {
  readonly path: string;
  readonly headers: { readonly [name: string]: unknown };
  /** What was posted. */
  readonly body: string;
};

/** A foreign registry on a real socket, whose every answer a test decides. */
export class FakeUplink {
  readonly url: string;
  /** The requests that came, in order. */
  readonly requests: UplinkRequest[] = [];
  /** Fails every request while it is set. */
  isDown = false;
  readonly #answers = new Map<string, Answer>();
  #server: Server | undefined;

  private constructor(url: string) {
    this.url = url;
  }

  static async start(): Promise<FakeUplink> {
    const server = createServer((request, response) => void uplink.#respond(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const uplink = new FakeUplink(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    uplink.#server = server;
    onTestFinished(() => uplink.close());
    return uplink;
  }

  /** Gives its port up. Twice is harmless. */
  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server?.close(() => resolve());
    this.#server?.closeAllConnections();
    await promise;
  }

  /** Decides what `path` is answered with from now on. */
  answer(path: string, answer: Answer): void {
    this.#answers.set(path, answer);
  }

  /** Serves a package as npm would; `fields` go into the manifest, `dist` replaces parts of its own. */
  async serve(pkg: PackageBuilder, fields: object = {}, dist: object = {}): Promise<void> {
    const body = await pkg.body();
    const [version, manifest] = Object.entries(body.versions)[0] ?? [];
    if (version === undefined || manifest === undefined) throw new Error("A package has a version");
    const archive = await pkg.tarball();
    const path = `/${pkg.name}/-/${pkg.name.split("/").at(-1) ?? ""}-${version}.tgz`;
    const ours = { ...(manifest["dist"] as object), tarball: new URL(path, this.url).href, ...dist };
    const packument = {
      _id: pkg.name,
      name: pkg.name,
      "dist-tags": { latest: version },
      versions: { [version]: { ...manifest, ...fields, dist: ours } },
      time: { [version]: "2026-01-02T03:04:05.000Z" },
    };
    const text = JSON.stringify(packument);
    const etag = `"${createHash("sha1").update(text).digest("hex")}"`;
    this.answer(`/${pkg.name.replace("/", "%2f")}`, { headers: { etag }, body: text });
    this.answer(path, { body: archive });
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "/";
    const body = request.method === "POST" ? await readText(request) : "";
    this.requests.push({ path, headers: request.headers, body });
    const answer = this.#answers.get(path) ?? { status: 404, body: "{}" };
    const etag = answer.headers?.["etag"];
    if (this.isDown) request.socket.destroy();
    else if (etag !== undefined && request.headers["if-none-match"] === etag) response.writeHead(304).end();
    else send(response.writeHead(answer.status ?? 200, answer.headers), answer.body);
  }
}

function send(response: ServerResponse, body: Answer["body"]): void {
  if (body !== endless) {
    response.end(body);
    return;
  }
  const more = setInterval(() => response.write("x".repeat(1024)), 1);
  response.once("close", () => clearInterval(more));
}
