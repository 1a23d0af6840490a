import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import type { AbbreviatedPackument } from "@larder/packument";
import type { PackageName } from "@larder/package-spec";

/** A registry that serves documents and nothing else, on this machine. */
export type DocumentServer = AsyncDisposable & { readonly url: string };

/** Serves what `find` finds. */
export async function serveDocuments(
  find: (name: PackageName) => Promise<AbbreviatedPackument | undefined>,
): Promise<DocumentServer> {
  const answer = async (name: PackageName, response: ServerResponse): Promise<void> => {
    try {
      const document = await find(name);
      response.writeHead(document ? 200 : 404, { "content-type": "application/vnd.npm.install-v1+json" });
      response.end(JSON.stringify(document ?? { error: "not found" }));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  };
  const server = createServer((request, response) => {
    const name = decodeURIComponent((request.url ?? "/").slice(1)) as PackageName;
    void answer(name, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
