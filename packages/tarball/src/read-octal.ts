const space = 0x20;
const zero = 0x30;
const seven = 0x37;
/** More are over what a number of a header may be, which then has another notation. */
const digitsMax = 11;

/**
 * Returns the number that a header has in octal in the bytes from `start` to `end`, between spaces and empty bytes;
 * 0 when there is nothing else, and `undefined` when it is written in another way.
 */
export function readOctal(header: Uint8Array, start: number, end: number): number | undefined {
  let at = start;
  while (at < end && header[at] === space) at += 1;
  while (at < end && header[at] === 0) at += 1;
  let value = 0;
  const first = at;
  for (let byte = header[at] ?? 0; at < end && byte >= zero && byte <= seven; byte = header[at] ?? 0) {
    value = value * 8 + byte - zero;
    at += 1;
  }
  if (at - first > digitsMax) return undefined;
  while (at < end && isBlank(header[at])) at += 1;
  return at === end ? value : undefined;
}

function isBlank(byte: number | undefined): boolean {
  return byte === space || byte === 0;
}
