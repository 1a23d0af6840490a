import { crc32 } from "node:zlib";

/** A stored block has a length of 16 bits. */
const blockBytesMax = 0xffff;

/** gzip's magic bytes, deflate, no flags, no time, no hint of how it was compressed, no operating system. */
const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);

/**
 * Returns `bytes` as a gzip file that is not compressed: the same bytes on every machine.
 *
 * What a compressor makes of a text depends on its version and on the processor that it runs on, so that
 * a digest of it would hold only where it was made. The format is RFC 1952 with stored blocks of RFC 1951.
 */
export function storedGzip(bytes: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [header];
  for (let start = 0; start === 0 || start < bytes.byteLength; start += blockBytesMax) {
    const block = bytes.subarray(start, start + blockBytesMax);
    const isLast = start + blockBytesMax >= bytes.byteLength;
    const head = Buffer.alloc(5);
    head.writeUInt8(isLast ? 1 : 0, 0);
    head.writeUInt16LE(block.byteLength, 1);
    head.writeUInt16LE(~block.byteLength & 0xffff, 3);
    pieces.push(head, block);
  }
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(crc32(bytes), 0);
  tail.writeUInt32LE(bytes.byteLength % 2 ** 32, 4);
  return Buffer.concat([...pieces, tail]);
}
