import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

import { getRequestListener } from "@hono/node-server";

import { AddressInUseError, ConfigurationError } from "../errors.ts";
import { endAfterEarlyAnswer } from "./early-answer.ts";
import { LightResponse } from "./light-response.ts";
import { formatListenAddress, type ListenAddress, urlOf } from "./listen-address.ts";

/** Answers one request; `peer` is the address of the other end of its socket, `Response` what is best made of a text. */
export type Fetch = (
  request: Request,
  connection: { readonly peer: string | undefined; readonly Response?: typeof Response },
) => Response | Promise<Response>;

/** What answers the requests of a server. */
export type HttpApp = {
  readonly fetch: Fetch;
  /** Asked first; answers what it knows without the web's own types, and says whether it does. */
  readonly answerDirectly: (request: IncomingMessage, response: ServerResponse) => boolean;
};

/** A listening server. */
export type HttpServer = {
  /** Where this machine reaches it, with the port that it really got. */
  readonly url: string;
  /** Takes no new request, finishes those that run, for at most 10 s. */
  readonly close: () => Promise<void>;
  /** Says who is told of requests for another protocol, such as a WebSocket; they are answered like any other until then. */
  readonly onUpgrade: (listener: (request: IncomingMessage, socket: Duplex, head: Buffer) => void) => void;
};

const drainMsMax = 10_000;

/** How long a client may take. Node looks for those who take longer every now and then. */
export type HttpTimeouts = {
  /** For the headers of a request. */
  readonly headersMs: number;
  /** For a whole request: a large archive on a slow line takes long. */
  readonly requestMs: number;
  /** Without a byte in either direction; longer than any answer takes to begin. */
  readonly idleMs: number;
  /** Between two requests on a connection; longer than proxies keep theirs. */
  readonly keepAliveMs: number;
  readonly lookEveryMs: number;
};

const defaultTimeouts: HttpTimeouts = {
  headersMs: 15_000,
  requestMs: 30 * 60_000,
  idleMs: 150_000,
  keepAliveMs: 65_000,
  lookEveryMs: 5_000,
};
const sweepMs = 50;

/**
 * Listens on `address` and answers with what `app` resolves to.
 *
 * `app` is a promise, since a server that knows its port can only then be built: requests that
 * come meanwhile wait. Throws {@link AddressInUseError} and {@link ConfigurationError}.
 */
export async function listenHttp(
  address: ListenAddress,
  app: Promise<Fetch | HttpApp>,
  timeouts: HttpTimeouts = defaultTimeouts,
): Promise<HttpServer> {
  let answerDirectly: HttpApp["answerDirectly"] = notDirectly;
  const whenReady = app.then((ready) => {
    if (typeof ready === "function") return (fetch = ready);
    answerDirectly = ready.answerDirectly;
    return (fetch = ready.fetch);
  });
  let fetch: Fetch = async (...asked) => await (await whenReady)(...asked);
  // The one who made the promise hears of its failure; here it would only count as unhandled.
  whenReady.catch(() => undefined);
  let isClosing = false;
  const listener = getRequestListener(
    async (request, { incoming, outgoing }) => {
      const answer = await fetch(request, { peer: incoming.socket.remoteAddress, Response: LightResponse });
      // Its client would send the next request on a connection that is about to end.
      const response = outgoing as ServerResponse;
      if (isClosing) response.shouldKeepAlive = false;
      if (!(incoming as IncomingMessage).complete) await endAfterEarlyAnswer(incoming as IncomingMessage, response);
      return answer;
    },
    { overrideGlobalObjects: false },
  );
  const server = createServer(serverOptions(timeouts), (request, response) => {
    if (isClosing) response.shouldKeepAlive = false;
    if (!answerDirectly(request, response)) void listener(request, response);
  });

  server.setTimeout(timeouts.idleMs);

  await listen(server, address);
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> => {
    isClosing = true;
    return drain(server);
  };
  return {
    url: urlOf({ host: address.host, port }),
    close,
    onUpgrade: (upgrade) => void server.on("upgrade", upgrade),
  };
}

function serverOptions({ headersMs, requestMs, keepAliveMs, lookEveryMs }: HttpTimeouts): ServerOptions {
  return {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: keepAliveMs,
    connectionsCheckingInterval: lookEveryMs,
    // Some clients offer HTTP/2 with every request in this way; who cannot take it up answers as if they had not.
    shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === "websocket",
  };
}

/** Stands in while the app is being made. */
const notDirectly = (): boolean => false;

async function listen(server: Server, address: ListenAddress): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen({ host: address.host, port: address.port }, resolve);
  try {
    await promise;
  } catch (error) {
    throw listenError(error as NodeJS.ErrnoException, address);
  }
  server.off("error", reject);
}

function listenError(error: NodeJS.ErrnoException, address: ListenAddress): Error {
  const text = formatListenAddress(address);
  if (error.code === "EADDRINUSE") return new AddressInUseError(text, address.option);
  const reasons: { readonly [code: string]: string } = {
    EACCES: "this user may not listen there",
    EADDRNOTAVAIL: "this machine does not have that address",
    ENOTFOUND: "that name is unknown",
  };
  const reason = reasons[error.code ?? ""];
  if (reason === undefined) return error;
  return new ConfigurationError(`Cannot listen on \`${text}\`: ${reason}`, {
    hint: `Choose another address with \`${address.option}\`, such as \`127.0.0.1:5273\``,
    cause: error,
  });
}

async function drain(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  // A connection that a client would keep open must not be waited for once it has its answer.
  server.closeIdleConnections();
  const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
  const impatience = setTimeout(() => server.closeAllConnections(), drainMsMax);
  await promise;
  clearInterval(sweep);
  clearTimeout(impatience);
}
