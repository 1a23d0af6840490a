import type { AddressInfo } from "node:net";

import { serve } from "@hono/node-server";

import type { RunningHost } from "../run-host.ts";

/** A host behind a listening socket. */
export type ServedHost = AsyncDisposable & {
  readonly url: string;
  /** Sends a request over a real connection, and follows no redirect. */
  send(path: string, init?: RequestInit): Promise<Response>;
  /** Sends JSON with `POST`. */
  post(path: string, body: unknown, headers?: { readonly [name: string]: string }): Promise<Response>;
};

/** Lets `host` listen on a port of this machine. The host stays its owner's. */
export async function serveHost(host: Pick<RunningHost, "fetch">): Promise<ServedHost> {
  const listening = Promise.withResolvers<string>();
  const server = serve(
    {
      port: 0,
      hostname: "127.0.0.1",
      overrideGlobalObjects: false,
      fetch: (request, { incoming }) => host.fetch(request, { peer: incoming.socket.remoteAddress }),
    },
    ({ port }: AddressInfo) => listening.resolve(`http://127.0.0.1:${port}`),
  );
  const url = await listening.promise;
  const send: ServedHost["send"] = (path, init = {}) => fetch(`${url}${path}`, { redirect: "manual", ...init });
  return {
    url,
    send,
    post: (path, body, headers = {}) =>
      send(path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      }),
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}
