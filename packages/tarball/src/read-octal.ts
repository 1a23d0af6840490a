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
  const first = skip(header, skip(header, start, end, isSpace), end, isEmpty);
  const last = skip(header, first, end, isDigit);
  const isAll = skip(header, last, end, isBlank) === end;
  if (!isAll || last - first > digitsMax) return undefined;
  let value = 0;
  for (let at = first; at < last; at += 1) value = value * 8 + (header[at] ?? 0) - zero;
  return value;
}

/** Returns the first place from `start` on that has another byte than `isSkipped` means; `end` when there is none. */
function skip(bytes: Uint8Array, start: number, end: number, isSkipped: (byte: number) => boolean): number {
  let at = start;
  while (at < end && isSkipped(bytes[at] ?? 0)) at += 1;
  return at;
}

function isSpace(byte: number): boolean {
  return byte === space;
}

function isEmpty(byte: number): boolean {
  return byte === 0;
}

function isBlank(byte: number): boolean {
  return byte === space || byte === 0;
}

function isDigit(byte: number): boolean {
  return byte >= zero && byte <= seven;
}
