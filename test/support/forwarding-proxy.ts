import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A request as a client sent it. */
export type Asked = { readonly method: string; readonly path: string };

/** An answer as the registry gave it. */
export type Answered = { readonly status: number; readonly headers: IncomingMessage["headers"]; readonly body: Buffer };

/** A proxy in front of a registry. */
export type ForwardingProxy = AsyncDisposable & {
  readonly url: string;
  /** Every request that it forwarded, with the status that the registry answered. */
  readonly forwarded: readonly (Asked & { readonly status: number })[];
};

/** What a proxy does otherwise than to forward. */
export type Meddling = {
  /** The path that the registry is asked for; else the one that the client asked for. */
  readonly rewrite?: (path: string) => string;
  /** Whether the answer is lost, and how: by a cut connection, or as a failure of the proxy. */
  readonly lose?: (asked: Asked, answered: Answered) => "cut" | "bad gateway" | undefined;
};

/** Serves what `registry()`, the URL of a registry, serves, until it is disposed of. */
export async function forwardTo(registry: () => string, meddling: Meddling = {}): Promise<ForwardingProxy> {
  const forwarded: (Asked & { readonly status: number })[] = [];

  async function respond(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const asked = { method: incoming.method ?? "GET", path: incoming.url ?? "/" };
    const path = meddling.rewrite?.(asked.path) ?? asked.path;
    const answered = await ask(new URL(registry()), { ...asked, path }, incoming);
    forwarded.push({ ...asked, status: answered.status });
    const loss = meddling.lose?.(asked, answered);
    if (loss === "cut") return void incoming.socket.destroy();
    if (loss === "bad gateway") return void outgoing.writeHead(502).end("<html>Bad gateway</html>");
    const { "transfer-encoding": _, ...headers } = answered.headers;
    outgoing.writeHead(answered.status, headers).end(answered.body);
  }

  const server = createServer((incoming, outgoing) => {
    // A client that goes away is no failure of the test.
    respond(incoming, outgoing).catch(() => void outgoing.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forwarded,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Asks as the client did, to the letter of the path, which `fetch` would not keep. */
async function ask(registry: URL, { method, path }: Asked, incoming: IncomingMessage): Promise<Answered> {
  const { hostname, port, host } = registry;
  const outgoing = request({ hostname, port, method, path, headers: { ...incoming.headers, host } });
  incoming.pipe(outgoing);
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  return { status: response.statusCode ?? 0, headers: response.headers, body: await buffer(response) };
}
