import type { IncomingMessage, ServerResponse } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";

/** How long a client may go on sending after its answer, and how long it may be silent meanwhile. */
const lingerMsMax = 30_000;
const silentMsMax = 5_000;

/**
 * Lets a client read an answer that comes before its request has ended, as the refusal of a large upload does. Wait
 * for it before the answer begins.
 *
 * The answer says that the connection ends, so that nobody sends the next request on it. What still comes is thrown
 * away until the client ends, too: a system that closes a connection with unread bytes resets it, and takes the
 * answer from a client that has not read it yet.
 */
export async function endAfterEarlyAnswer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.complete) return;
  // A short body came together with the headers: it is read when whoever handles them lets go.
  await nextTurn();
  if (request.complete) return;
  response.shouldKeepAlive = false;
  // What Node calls when the last answer of a connection is written.
  request.socket.destroySoon = () => linger(request);
}

function linger(request: IncomingMessage): void {
  const { socket } = request;
  if (socket.destroyed || socket.writableEnded) return;
  socket.end();
  const end = (): void => void socket.destroy();
  const impatience = setTimeout(end, lingerMsMax);
  socket.setTimeout(silentMsMax, end);
  socket.once("close", () => clearTimeout(impatience));
  request.once("end", end);
  // Whoever read how it begins has answered, and would stop the rest.
  request.removeAllListeners("data");
  request.resume();
}
