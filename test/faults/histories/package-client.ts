import { prepareVersion, putVersion } from "../../support/publish-document.ts";
import type { PackageOperation, PackageState } from "./package-model.ts";

/** What a client means to do, before it has read what it needs for it. */
export type Intention =
  | { readonly kind: "read" }
  | { readonly kind: "publish"; readonly version: string }
  | { readonly kind: "tag"; readonly tag: string; readonly version: string }
  | { readonly kind: "untag"; readonly tag: string }
  | { readonly kind: "deprecate"; readonly version: string; readonly message: string }
  | { readonly kind: "unpublish"; readonly version: string };

/** What a read saw, and its validator. */
export type Reading = { readonly etag: string; readonly text: string };

type Packument = {
  readonly _rev: string;
  readonly "dist-tags": { readonly [tag: string]: string };
  readonly versions: { readonly [version: string]: { readonly deprecated?: string } };
};

/** Somebody who changes and reads one package of a registry, as npm does. */
export class PackageClient {
  readonly #registry: string;
  readonly #name: string;
  readonly #token: string;
  /** Every document that was read. */
  readonly readings: Reading[] = [];

  constructor(registry: string, name: string, token: string) {
    this.#registry = registry;
    this.#name = name;
    this.#token = token;
  }

  /** Publishes 1.0.0, with which all histories begin. */
  async begin(): Promise<void> {
    await putVersion(this.#registry, this.#token, await prepareVersion(this.#name, "1.0.0"));
  }

  /** Does what is meant, if what was `seen` last lets it; returns what it was answered. */
  async act(intention: Intention, seen: PackageState): Promise<PackageOperation | undefined> {
    switch (intention.kind) {
      case "read":
        return { kind: "read", seen: await this.read() };
      case "publish": {
        const prepared = await prepareVersion(this.#name, intention.version, 100, { tag: "newest" });
        return { ...intention, status: await putVersion(this.#registry, this.#token, prepared) };
      }
      case "tag":
        return { ...intention, status: await this.#send("PUT", this.#tagPath(intention.tag), intention.version) };
      case "untag":
        return { ...intention, status: await this.#send("DELETE", this.#tagPath(intention.tag)) };
      case "deprecate":
        return intention.version in seen.versions ? this.#deprecate(intention, seen) : undefined;
      case "unpublish":
        return intention.version in seen.versions ? this.#unpublish(intention, seen) : undefined;
    }
  }

  async read(): Promise<PackageState> {
    const response = await fetch(`${this.#registry}/${this.#name}`);
    const text = await response.text();
    this.readings.push({ etag: response.headers.get("etag") ?? "", text });
    const { _rev: revision, "dist-tags": all, versions } = JSON.parse(text) as Packument;
    const { latest = "", ...tags } = all;
    if (!(latest in versions)) throw new Error(`latest is ${latest}, which is not there`);
    const warnings = Object.entries(versions).map(([version, { deprecated = "" }]) => [version, deprecated]);
    return { revision: Number.parseInt(revision, 10), versions: Object.fromEntries(warnings), tags };
  }

  async #deprecate(
    { version, message }: { readonly version: string; readonly message: string },
    { revision }: PackageState,
  ): Promise<PackageOperation> {
    const document = { ...this.#document(revision), versions: { [version]: { deprecated: message } } };
    const status = await this.#send("PUT", this.#name, document);
    return { kind: "deprecate", version, message, revision, status };
  }

  async #unpublish({ version }: { readonly version: string }, seen: PackageState): Promise<PackageOperation> {
    const { [version]: _, ...kept } = seen.versions;
    const versions = Object.fromEntries(
      Object.entries(kept).map(([number, warning]) => [number, warning === "" ? {} : { deprecated: warning }]),
    );
    const document = { ...this.#document(seen.revision), versions };
    const status = await this.#send("PUT", `${this.#name}/-rev/${document._rev}`, document);
    return { kind: "unpublish", kept, revision: seen.revision, status };
  }

  #document(revision: number): { readonly _id: string; readonly name: string; readonly _rev: string } {
    return { _id: this.#name, name: this.#name, _rev: `${revision}-larder` };
  }

  #tagPath(tag: string): string {
    return `-/package/${this.#name}/dist-tags/${tag}`;
  }

  async #send(method: string, path: string, body?: unknown): Promise<number> {
    const response = await fetch(`${this.#registry}/${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    await response.arrayBuffer();
    return response.status;
  }
}
