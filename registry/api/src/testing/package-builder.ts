import type { JsonObject } from "@larder/packument";
import { packTarball } from "@larder/tarball";
import { createHash } from "node:crypto";

/** A publish document that a test may still spoil before it sends it. */
export type PublishBody = {
  _id: string;
  name: string;
  "dist-tags": { [tag: string]: string };
  versions: { [version: string]: { [field: string]: unknown } };
  _attachments: { [key: string]: { content_type: string; data: string; length: number } };
  [field: string]: unknown;
};

/** Builds packages that are real: an archive with a `package.json`, and the document that npm would send for it. */
export class PackageBuilder {
  readonly #name: string;
  #version = "1.0.0";
  #tag = "latest";
  #access: "public" | "restricted" | null = null;
  #fields: JsonObject = {};
  readonly #files = new Map<string, string>([["index.js", "export default 1;\n"]]);
  #archive: Uint8Array | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  get name(): string {
    return this.#name;
  }

  version(version: string): this {
    this.#version = version;
    return this;
  }

  /** The dist-tag that the publish asks for; `latest` unless told. */
  tag(tag: string): this {
    this.#tag = tag;
    return this;
  }

  /** Whom the publish says that the package is for; nothing unless told. */
  access(access: "public" | "restricted"): this {
    this.#access = access;
    return this;
  }

  /** Further fields of `package.json`. */
  with(fields: JsonObject): this {
    this.#fields = { ...this.#fields, ...fields };
    return this;
  }

  file(path: string, content: string): this {
    this.#files.set(path, content);
    return this;
  }

  /** Another archive than the one that fits; the document describes its bytes truthfully. */
  archive(bytes: Uint8Array): this {
    this.#archive = bytes;
    return this;
  }

  /** Returns the archive. */
  async tarball(): Promise<Uint8Array> {
    if (this.#archive !== undefined) return this.#archive;
    const files = [...this.#files].map(([path, content]) => ({ path, content }));
    return packTarball([{ path: "package.json", content: JSON.stringify(this.#packageJson(), null, 2) }, ...files]);
  }

  /** Returns the body of `PUT /:name`, as npm builds it. */
  async body(): Promise<PublishBody> {
    const bytes = await this.tarball();
    const hash = (algorithm: string, encoding: "base64" | "hex"): string =>
      createHash(algorithm).update(bytes).digest(encoding);
    const dist = { integrity: `sha512-${hash("sha512", "base64")}`, shasum: hash("sha1", "hex"), tarball: "http://x" };
    return {
      _id: this.#name,
      name: this.#name,
      "dist-tags": { [this.#tag]: this.#version },
      versions: { [this.#version]: { ...this.#packageJson(), _id: `${this.#name}@${this.#version}`, dist } },
      access: this.#access,
      _attachments: {
        [`${this.#name}-${this.#version}.tgz`]: {
          content_type: "application/octet-stream",
          data: Buffer.from(bytes).toString("base64"),
          length: bytes.length,
        },
      },
    };
  }

  #packageJson(): JsonObject {
    return { name: this.#name, version: this.#version, type: "module", ...this.#fields };
  }
}

/** Starts a package: `aPackage("left-pad").version("1.0.0")`. */
export function aPackage(name: string): PackageBuilder {
  return new PackageBuilder(name);
}
