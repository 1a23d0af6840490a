import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import { prepareVersion } from "./publish-document.ts";

/** What is known against `ms` below 2.0.0. */
const advisory = {
  id: 1,
  url: "https://advisories.example/GHSA-aaaa-bbbb-cccc",
  title: "It breaks on long texts",
  severity: "high",
  vulnerable_versions: "<2.0.0",
  cwe: [],
  cvss: { score: 7.5, vectorString: null },
};

/** A registry that has the one package `ms`, and knows something against it. */
export type Advisories = AsyncDisposable & {
  readonly url: string;
  /** The bodies of the audits that were asked, in their order. */
  readonly questions: readonly unknown[];
};

/** Serves `ms` 1.0.0 and 2.0.0 and what is known against it, until it is disposed of. */
export async function serveAdvisories(): Promise<Advisories> {
  const questions: unknown[] = [];
  const server = createServer((request, response) => void respond(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const versions = [await prepareVersion("ms", "1.0.0"), await prepareVersion("ms", "2.0.0")];

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const archive = versions.find(({ version }) => request.url === `/ms/-/ms-${version}.tgz`);
    if (archive !== undefined) return void response.end(archive.tarball);
    if (request.url === "/-/npm/v1/security/advisories/bulk") {
      questions.push(JSON.parse(body));
      return void response.end(JSON.stringify({ ms: [advisory] }));
    }
    if (request.url !== "/ms") return void response.writeHead(404).end("{}");
    const manifests = versions.map(({ version, integrity }) => [
      version,
      { name: "ms", version, dist: { tarball: `${url}/ms/-/ms-${version}.tgz`, integrity } },
    ]);
    const times = versions.map(({ version }) => [version, "2020-01-01T00:00:00.000Z"]);
    response.end(
      JSON.stringify({
        name: "ms",
        "dist-tags": { latest: "2.0.0" },
        versions: Object.fromEntries(manifests),
        time: Object.fromEntries(times),
      }),
    );
  }

  return {
    url,
    questions,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
