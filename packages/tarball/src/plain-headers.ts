import type { Frame } from "./archive-frames.ts";
import type { EntryHeader } from "./accept-entry.ts";
import { readOctal } from "./read-octal.ts";

/** Where a header has what, in bytes from its start. */
const fields = {
  name: { start: 0, end: 100 },
  mode: { start: 100, end: 108 },
  checksum: { start: 148, end: 156 },
  type: 156,
  magic: { start: 257, end: 265 },
  prefix: { start: 345, end: 500 },
} as const;
const headerBytes = 512;
const space = 0x20;

const magics = new Set(["ustar\x0000", "ustar  \0"]);
const types: { readonly [type: number]: EntryHeader["type"] } = { 0: "file", 0x30: "file", 0x35: "directory" };

/**
 * Returns what the header of `frame` in the archive `tar` says, when it is of the kind that nearly all headers are:
 * a file or a folder, with all that is said about it in this one block. `undefined` when it is of any other kind, or
 * anything is odd about it: then `tar-stream` says what it is.
 *
 * This reads no header that `tar-stream` reads differently; a property test compares them.
 */
export function readPlainHeader(tar: Buffer, { headerStart, sizeBytes }: Frame): EntryHeader | undefined {
  const header = tar.subarray(headerStart, headerStart + headerBytes);
  const type = types[header[fields.type] ?? 0xff];
  const mode = readOctal(header, fields.mode.start, fields.mode.end);
  const isKnown = magics.has(header.toString("latin1", fields.magic.start, fields.magic.end));
  if (type === undefined || mode === undefined || !isKnown || !hasOwnChecksum(header)) return undefined;
  const name = readName(header);
  // Of old, a file whose name ends so was a folder.
  return type === "file" && name.endsWith("/") ? undefined : { name, size: sizeBytes, mode, type };
}

/** GNU has times where others have the beginning of a name. */
function readName(header: Buffer): string {
  const name = readText(header, fields.name);
  const isGnu = header[fields.magic.end - 2] === space;
  return isGnu || header[fields.prefix.start] === 0 ? name : `${readText(header, fields.prefix)}/${name}`;
}

function readText(header: Buffer, { start, end }: { readonly start: number; readonly end: number }): string {
  const ended = header.indexOf(0, start);
  return header.toString("utf8", start, ended === -1 || ended > end ? end : ended);
}

/** The sum of all bytes, with spaces in place of the sum itself. */
function hasOwnChecksum(header: Buffer): boolean {
  const { start, end } = fields.checksum;
  let sum = sumOf(header) + space * (end - start);
  for (let at = start; at < end; at += 1) sum -= header[at] ?? 0;
  return readOctal(header, start, end) === sum;
}

/**
 * Four bytes at a time, as two sums in one number: there are thousands of headers, and most of their bytes are empty.
 * Neither sum of a header has more than 16 bits.
 */
function sumOf({ buffer, byteOffset }: Buffer): number {
  const words =
    byteOffset % 4 === 0
      ? new Uint32Array(buffer, byteOffset, headerBytes / 4)
      : new Uint32Array(buffer.slice(byteOffset, byteOffset + headerBytes));
  let pairs = 0;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? 0;
    if (word !== 0) pairs += (word & 0xff00ff) + ((word >>> 8) & 0xff00ff);
  }
  return (pairs & 0xffff) + (pairs >>> 16);
}
