import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

import type { RunningHost } from "@larder/core";
import { type WebSocket, WebSocketServer } from "ws";

import type { HttpServer } from "../serving/http-server.ts";

/** The sockets that are open. */
export type OpenSockets = {
  /** Tells everyone that the host goes away, and ends those who do not leave. */
  readonly close: () => Promise<void>;
};

const messageBytesMax = 1024 * 1024;
/** How many messages of one connection wait for their answers to be sent; meanwhile nothing more is read from it. */
const waitingMax = 16;
const defaultSocketsMax = 1000;
/** A connection that has not answered once in this time is gone, unless it waits for us. */
const heartbeatMs = 30_000;
const goodbyeMs = 1000;

/**
 * Opens a WebSocket for whoever asks `host` for one in the way of any request, and answers its messages; for at most
 * `socketsMax` at once.
 */
export function serveSockets(
  server: Pick<HttpServer, "onUpgrade">,
  host: Pick<RunningHost, "openSocket">,
  { socketsMax = defaultSocketsMax }: { readonly socketsMax?: number } = {},
): OpenSockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: messageBytesMax });
  let opening = 0;

  /** Those that are about to open count as well: any number may come at the same moment. */
  async function upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (sockets.clients.size + opening >= socketsMax) return await refuse(socket, new Response(null, { status: 503 }));
    opening += 1;
    try {
      await open(incoming, socket, head);
    } finally {
      opening -= 1;
    }
  }

  async function open(incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const request = toRequest(incoming);
    if (request === undefined) return await refuse(socket, new Response(null, { status: 400 }));
    const answer = await host.openSocket(request, { peer: incoming.socket.remoteAddress });
    if (answer.type === "refused") return await refuse(socket, answer.response);
    sockets.handleUpgrade(incoming, socket, head, (opened) => answerMessages(opened, answer.session));
  }

  server.onUpgrade((incoming, socket, head) => {
    // A client that is gone has nobody to be told.
    socket.on("error", () => socket.destroy());
    upgrade(incoming, socket, head).catch(() => socket.destroy());
  });
  return { close: () => closeAll(sockets) };
}

type Session = Extract<Awaited<ReturnType<RunningHost["openSocket"]>>, { readonly type: "open" }>["session"];

function answerMessages(socket: WebSocket, session: Session): void {
  let waiting = 0;
  let isAlive = true;
  let isAnswering = false;
  let last = Promise.resolve();

  async function answerNext(text: string): Promise<void> {
    isAnswering = true;
    const answered = await session.answer(text);
    isAnswering = false;
    await send(socket, answered);
    isAlive = true;
  }

  /** One after the other, and the next only once this one's answer is out: who does not read is not answered on and on. */
  async function answer(text: string): Promise<void> {
    waiting += 1;
    if (waiting >= waitingMax) socket.pause();
    last = last.then(() => answerNext(text));
    await last;
    waiting -= 1;
    if (waiting < waitingMax) socket.resume();
  }

  const heartbeat = setInterval(() => {
    // What waits in line before a slow action is not read, and neither is the sign that its client lives.
    if (!isAlive && !isAnswering) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, heartbeatMs).unref();
  socket.on("pong", () => (isAlive = true));
  socket.on("message", (data, isBinary) => {
    if (isBinary) socket.close(1003, "Messages are texts");
    else answer((data as Buffer).toString("utf8")).catch(() => socket.terminate());
  });
  // Whatever is wrong with what a client sends, its connection ends, and nothing else.
  socket.on("error", () => socket.terminate());
  socket.on("close", () => clearInterval(heartbeat));
}

/** Sends `text` to who is still there, and returns once it has left. */
async function send(socket: WebSocket, text: string): Promise<void> {
  if (socket.readyState !== socket.OPEN) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  // An answer that cannot be sent has nobody to be told; the connection tells of its end by itself.
  socket.send(text, () => resolve());
  await promise;
}

/** Returns the request as the host's doors read it; undefined when it is addressed to nothing. */
function toRequest({ headers, url = "/", method = "GET" }: IncomingMessage): Request | undefined {
  const address = URL.parse(url, `http://${headers.host ?? ""}`);
  if (address === null || method !== "GET") return undefined;
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one) => [name, one] as [string, string]),
  );
  return new Request(address, { headers: pairs });
}

/** Answers with `response` as it would be answered without a socket, and ends the connection. */
async function refuse(socket: Duplex, response: Response): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer());
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`);
  const lines = [
    `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? ""}`,
    ...headers,
    `content-length: ${body.byteLength}`,
    "connection: close",
    "",
    "",
  ];
  socket.end(Buffer.concat([Buffer.from(lines.join("\r\n")), body]));
}

async function closeAll(sockets: WebSocketServer): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const socket of sockets.clients) socket.close(1001, "The host goes away");
  const impatience = setTimeout(() => {
    for (const socket of sockets.clients) socket.terminate();
  }, goodbyeMs);
  const watch = setInterval(() => {
    if (sockets.clients.size === 0) resolve();
  }, 10);
  await promise;
  clearTimeout(impatience);
  clearInterval(watch);
  sockets.close();
}
