/** One direction of a link that all connections share. */
export type Direction = {
  /** What was sent so far. */
  readonly bytes: number;
  /** Puts `bytes` on the wire, behind all that was sent before, and returns when they arrive. */
  send(bytes: number): number;
};

/**
 * Returns a direction that takes `bitsPerSecond` of all connections together and delivers each piece `delayMs` after
 * it has left. The cap is of the link and not of a connection, or many connections would look like a faster link.
 */
export function openDirection(
  { delayMs, bitsPerSecond }: { readonly delayMs: number; readonly bitsPerSecond: number },
  now: () => number,
): Direction {
  let busyUntil = 0;
  let sent = 0;
  return {
    get bytes() {
      return sent;
    },
    send(bytes) {
      sent += bytes;
      busyUntil = Math.max(now(), busyUntil) + (bytes * 8 * 1000) / bitsPerSecond;
      return busyUntil + delayMs;
    },
  };
}
