import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { aPackage } from "@larder/registry-api/testing";
import { onTestFinished } from "vitest";

import { type LieName, lies, type Truth } from "./lies.ts";

/** A package that the uplink has. */
export type TruePackage = { readonly name: string; readonly file: string; readonly integrity: string };

/** A registry that answers the truth, or the next lie that it was told. */
export class LyingUplink {
  readonly packages: TruePackage[] = [];
  /** How many requests came. */
  requests = 0;
  /** What it answers from now on; `undefined` is the truth. */
  lie: LieName | undefined;
  readonly #truths = new Map<string, Truth>();
  #server: Server | undefined;
  #url = "";

  get url(): string {
    return this.#url;
  }

  /** Starts one with so many packages of one version each, for the time of the running test. */
  static async start(packages: number): Promise<LyingUplink> {
    const uplink = new LyingUplink();
    const server = createServer((request, response) => uplink.#respond(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    uplink.#server = server;
    uplink.#url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    onTestFinished(() => uplink.#close());
    for (let index = 0; index < packages; index += 1) await uplink.#add(`package-${index}`);
    return uplink;
  }

  async #add(name: string): Promise<void> {
    const pkg = aPackage(name).file("noise.txt", `${name}\n`.repeat(20_000));
    const [manifest] = Object.values((await pkg.body()).versions);
    const file = `${name}-1.0.0.tgz`;
    const dist = { ...(manifest?.["dist"] as { integrity: string }), tarball: `${this.url}${name}/-/${file}` };
    const packument = {
      _id: name,
      name,
      "dist-tags": { latest: "1.0.0" },
      versions: { "1.0.0": { ...manifest, dist } },
      time: { modified: "2026-01-02T03:04:05.000Z", "1.0.0": "2026-01-02T03:04:05.000Z" },
    };
    this.#tell(`/${name}`, Buffer.from(JSON.stringify(packument)));
    this.#tell(`/${name}/-/${file}`, Buffer.from(await pkg.tarball()));
    this.packages.push({ name, file, integrity: dist.integrity });
  }

  #tell(path: string, body: Buffer): void {
    this.#truths.set(path, { body, etag: `"${createHash("sha1").update(body).digest("hex")}"` });
  }

  #respond(request: IncomingMessage, response: ServerResponse): void {
    this.requests += 1;
    const path = request.url ?? "/";
    const truth = this.#truths.get(path);
    response.on("error", () => undefined);
    if (truth === undefined) response.writeHead(404).end("{}");
    else if (this.lie !== undefined) lies[this.lie](response, truth, path);
    else if (request.headers["if-none-match"] === truth.etag) response.writeHead(304).end();
    else response.writeHead(200, { etag: truth.etag }).end(truth.body);
  }

  async #close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server?.close(() => resolve());
    this.#server?.closeAllConnections();
    await promise;
  }
}
