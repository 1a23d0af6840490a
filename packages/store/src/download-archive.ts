import { createHash } from "node:crypto";
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

import { integrityOfSha512 } from "@larder/package-spec";
import type { ResolvedNode } from "@larder/resolver";

import type { MemoryShare } from "./archive-memory.ts";
import { IntegrityError } from "./store-error.ts";

/**
 * Fetches the archive of a package; the store verifies it. Once `signal` aborts nobody needs it any longer, and reading
 * ends with an error.
 */
export type FetchTarball = (node: ResolvedNode, signal: AbortSignal) => AsyncIterable<Uint8Array>;

/** An archive that has arrived: its bytes, in memory of their own, or the file that holds them, verified already. */
export type Download = { readonly archive: Uint8Array | string; readonly size: number };

/** No package has more. */
const archiveBytesMax = 1024 * 1024 * 1024;

/** Nobody needs an archive any longer; nobody hears of it either. */
export class GivenUpError extends Error {}

/** How an archive arrives. */
export type Arrival = {
  /** A path of its own, where nothing is yet. */
  readonly draft: string;
  /** Where its bytes are while there is room; whoever gets them gives it back. */
  readonly memory: MemoryShare;
  /** Counts the bytes that have arrived. */
  readonly progress: { size: number };
  /** Aborts with a {@link GivenUpError} when nobody needs it any longer. */
  readonly signal: AbortSignal;
};

/**
 * Fetches the archive of `node`. One that has room in memory is returned in one piece, to be handed to a thread that
 * verifies and unpacks it; what has none is written below `draft` and verified while it arrives.
 *
 * Throws `IntegrityError`, what the signal aborts with, what `fetchTarball` throws, and what the disk throws.
 */
export async function downloadArchive(
  node: ResolvedNode,
  fetchTarball: FetchTarball,
  arrival: Arrival,
): Promise<Download> {
  const { draft, memory, progress, signal } = arrival;
  const held: Uint8Array[] = [];
  let file: SpilledFile | undefined;
  try {
    for await (const piece of fetchTarball(node, signal)) {
      signal.throwIfAborted();
      progress.size += piece.byteLength;
      if (progress.size > archiveBytesMax) throw new IntegrityError(node, undefined);
      if (file === undefined && !memory.take(piece.byteLength)) {
        file = new SpilledFile(draft, held.splice(0));
        memory.giveBack();
      }
      if (file === undefined) held.push(piece);
      else file.write(piece);
    }
    return { archive: file?.verify(node) ?? joinPieces(held, progress.size), size: progress.size };
  } finally {
    file?.close();
  }
}

/** In memory that nothing else uses: it moves to another thread. */
function joinPieces(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const joined = new Uint8Array(size);
  let offset = 0;
  for (const piece of pieces) {
    joined.set(piece, offset);
    offset += piece.byteLength;
  }
  return joined;
}

/** Bytes that go to a file, and are hashed on the way. */
class SpilledFile {
  readonly #path: string;
  readonly #descriptor: number;
  readonly #hash = createHash("sha512");

  constructor(draft: string, pieces: readonly Uint8Array[]) {
    mkdirSync(draft, { recursive: true });
    this.#path = join(draft, "archive.tgz");
    this.#descriptor = openSync(this.#path, "wx", 0o600);
    for (const piece of pieces) this.write(piece);
  }

  write(piece: Uint8Array): void {
    this.#hash.update(piece);
    for (let written = 0; written < piece.length;) written += writeSync(this.#descriptor, piece, written);
  }

  /** Returns the path. Throws {@link IntegrityError}. */
  verify(node: ResolvedNode): string {
    const received = integrityOfSha512(this.#hash.digest("base64"));
    if (received === node.integrity) return this.#path;
    rmSync(this.#path);
    throw new IntegrityError(node, received);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
