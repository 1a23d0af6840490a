import { gzipSync } from "node:zlib";

import { type Header, pack } from "tar-stream";

/** A header for tar-stream, and what stands behind it. */
export type Entry = Partial<Header> & { readonly name: string; readonly content?: string | Uint8Array };

/** Returns the tar of `entries`, exactly as they are told: no rule is applied. */
export async function tarOf(entries: readonly Entry[]): Promise<Buffer> {
  const archive = pack();
  for (const { content, ...header } of entries) {
    if (header.type === undefined || header.type === "file") archive.entry(header, Buffer.from(content ?? ""));
    else archive.entry(header, "");
  }
  archive.finalize();
  const blocks: Uint8Array[] = [];
  for await (const block of archive as AsyncIterable<Uint8Array>) blocks.push(block);
  return Buffer.concat(blocks);
}

/** Returns the gzipped tar of `entries`. */
export async function archiveOf(entries: readonly Entry[]): Promise<Buffer> {
  return gzipSync(await tarOf(entries));
}

/** Yields `bytes` in pieces that fit no block, as a network would. */
export async function* inPieces(bytes: Uint8Array, pieceBytes = 1000): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += pieceBytes) yield bytes.subarray(offset, offset + pieceBytes);
}

/** Copies `tar` with other bytes from `offset` on in the header at `headerStart`, and a checksum that fits again. */
export function withHeaderBytes(tar: Buffer, headerStart: number, offset: number, bytes: string): Buffer {
  const changed = Buffer.from(tar);
  changed.write(bytes, headerStart + offset, "latin1");
  changed.fill(" ", headerStart + 148, headerStart + 156);
  const sum = changed.subarray(headerStart, headerStart + 512).reduce((total, byte) => total + byte, 0);
  changed.write(`${sum.toString(8).padStart(6, "0")}\0 `, headerStart + 148, "latin1");
  return changed;
}
