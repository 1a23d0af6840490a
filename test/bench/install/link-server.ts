// A far registry: all connections through this server share one link with a delay and a rate.
import { connect, createServer, type Socket } from "node:net";

import { receiveSettings, serveParent } from "../targets/serve-child.ts";
import { type Direction, openDirection } from "./link-direction.ts";

/** Where the link leads, and what it is like. */
export type LinkSettings = { readonly port: number; readonly roundTripMs: number; readonly bitsPerSecond: number };

/** What one connection may have on its way; more waits at its sender, as in a window of TCP. */
const windowBytes = 4 * 1024 * 1024;

const { port, roundTripMs, bitsPerSecond } = (await receiveSettings()) as LinkSettings;
const now = (): number => performance.now();
const up = openDirection({ delayMs: roundTripMs / 2, bitsPerSecond }, now);
const down = openDirection({ delayMs: roundTripMs / 2, bitsPerSecond }, now);

const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
  const far = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
  // On loopback the handshake took no time: nothing arrives before it would have been through, and the way after it.
  carry(near, far, up, now() + roundTripMs * 1.5);
  carry(far, near, down, 0);
});
// What was carried is read from outside: a client that found its way around the link would look fast.
process.on("message", () => process.send?.({ upBytes: up.bytes, downBytes: down.bytes }));
await serveParent(server);

type Arrival = { readonly at: number; readonly bytes: number; readonly arrive: () => void };

/** Carries what `from` sends to `to`, in its order, as `direction` lets it through. */
function carry(from: Socket, to: Socket, direction: Direction, notBefore: number): void {
  const arrivals: Arrival[] = [];
  let onItsWay = 0;

  function deliver(): void {
    for (let next = arrivals[0]; next !== undefined && next.at <= now(); next = arrivals[0]) {
      arrivals.shift();
      onItsWay -= next.bytes;
      next.arrive();
    }
    if (onItsWay < windowBytes) from.resume();
    if (arrivals[0] !== undefined) setTimeout(deliver, Math.max(1, arrivals[0].at - now()));
  }
  function send(bytes: number, arrive: () => void): void {
    const at = Math.max(direction.send(bytes), notBefore);
    onItsWay += bytes;
    if (onItsWay >= windowBytes) from.pause();
    if (arrivals.push({ at, bytes, arrive }) === 1) setTimeout(deliver, Math.max(1, at - now()));
  }

  from.on("data", (chunk: Buffer) => send(chunk.length, () => void (to.writable && to.write(chunk))));
  from.on("end", () => send(0, () => void to.end()));
  from.on("error", () => to.destroy());
  to.on("error", () => from.destroy());
}
