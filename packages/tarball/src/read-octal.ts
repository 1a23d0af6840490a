const empty = 0;
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
  const first = skip(header, skip(header, start, end, space, space), end, empty, empty);
  const last = skip(header, first, end, zero, seven);
  if (last - first > digitsMax || !isBlank(header, last, end)) return undefined;
  let value = 0;
  for (let at = first; at < last; at += 1) value = value * 8 + (header[at] ?? 0) - zero;
  return value;
}

/** Returns the first place from `start` on whose byte is not one from `low` to `high`; `end` when there is none. */
function skip(bytes: Uint8Array, start: number, end: number, low: number, high: number): number {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < low || byte > high) return at;
  }
  return end;
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at] !== space && bytes[at] !== empty) return false;
  return true;
}
