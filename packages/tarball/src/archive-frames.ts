import { BadArchiveError } from "./bad-archive-error.ts";
import { readOctal } from "./read-octal.ts";
import type { TarballLimits } from "./tarball-limits.ts";

const blockBytes = 512;
const extensionBytesMax = 64 * 1024;
const ratioJudgedFromBytes = 16 * 1024 * 1024;
/** Headers that only say something about the entry behind them: pax and the long names of GNU. */
const extensionTypes = new Set(Buffer.from("xgXLK"));
/** Of those, the one that is about all entries behind it. */
const typeForAll = 0x67;
const typeAt = 156;

/** Where the header of one entry begins in the decompressed archive, and the size that it says. */
export type Frame = { readonly headerStart: number; readonly sizeBytes: number };

/**
 * Follows the blocks of a tar stream while it passes, and throws {@link BadArchiveError} as soon as a limit is broken.
 *
 * The parser behind it lets extended headers override a size. Two programs that read one archive
 * differently can be shown two different packages, so this watch knows only the plain headers, and
 * the reader compares: where the two disagree, the archive is refused. What follows the end is refused
 * for the same reason.
 */
export class ArchiveFrames {
  readonly #limits: TarballLimits;
  readonly #header = new Uint8Array(blockBytes);
  readonly #frames: Frame[] = [];
  #filled = 0;
  #toSkip = 0;
  #position = 0;
  #entries = 0;
  #extensions = 0;
  #ended = false;

  constructor(limits: TarballLimits) {
    this.#limits = limits;
  }

  /** The frames that were not taken yet. */
  get waiting(): readonly Frame[] {
    return this.#frames;
  }

  /** Does an entry have more to say than its plain header has? */
  get hasExtensions(): boolean {
    return this.#extensions > 0;
  }

  /** Has all that was pushed been whole? */
  get isWhole(): boolean {
    return this.#filled === 0 && this.#toSkip === 0;
  }

  /** Returns the oldest frame that was not taken yet. */
  take(): Frame | undefined {
    return this.#frames.shift();
  }

  /** Looks at the next decompressed bytes; `compressedBytes` have been read for all of them so far. */
  push(chunk: Uint8Array, compressedBytes: number): void {
    this.#assertSize(this.#position + chunk.length, compressedBytes);
    let offset = 0;
    while (offset < chunk.length) {
      const step = this.#toSkip > 0 ? this.#skip(chunk, offset) : this.#take(chunk, offset);
      offset += step;
      this.#position += step;
      if (this.#filled === blockBytes) this.#readFilled();
    }
  }

  #assertSize(unpackedBytes: number, compressedBytes: number): void {
    if (unpackedBytes > this.#limits.unpackedBytesMax) {
      throw new BadArchiveError(undefined, `unpacks to more than ${this.#limits.unpackedBytesMax} bytes`);
    }
    if (unpackedBytes > ratioJudgedFromBytes && unpackedBytes > compressedBytes * this.#limits.ratioMax) {
      throw new BadArchiveError(undefined, `unpacks to more than ${this.#limits.ratioMax} times its size`);
    }
  }

  #skip(chunk: Uint8Array, offset: number): number {
    const step = Math.min(this.#toSkip, chunk.length - offset);
    this.#toSkip -= step;
    return step;
  }

  /** A header that is whole in `chunk`, as nearly all are, is read where it is. */
  #take(chunk: Uint8Array, offset: number): number {
    if (this.#filled > 0 || chunk.length - offset < blockBytes) return this.#fill(chunk, offset);
    this.#readHeader(chunk.subarray(offset, offset + blockBytes), this.#position);
    return blockBytes;
  }

  #fill(chunk: Uint8Array, offset: number): number {
    const part = chunk.subarray(offset, offset + blockBytes - this.#filled);
    this.#header.set(part, this.#filled);
    this.#filled += part.length;
    return part.length;
  }

  #readFilled(): void {
    this.#filled = 0;
    this.#readHeader(this.#header, this.#position - blockBytes);
  }

  #readHeader(header: Uint8Array, headerStart: number): void {
    if (header[0] === 0 && header.every((byte) => byte === 0)) {
      this.#ended = true;
      return;
    }
    if (this.#ended) throw new BadArchiveError(undefined, "goes on after its end");
    const sizeBytes = readSize(header);
    this.#toSkip = Math.ceil(sizeBytes / blockBytes) * blockBytes;
    const type = header[typeAt] ?? 0;
    if (type === typeForAll && this.#limits.origin === "hosted") {
      throw new BadArchiveError(undefined, "has a header for all entries, which programs read differently");
    }
    if (extensionTypes.has(type)) this.#countExtension(sizeBytes);
    else this.#addFrame({ headerStart, sizeBytes });
  }

  #countExtension(sizeBytes: number): void {
    this.#extensions += 1;
    if (this.#extensions > this.#limits.entriesMax || sizeBytes > extensionBytesMax) {
      throw new BadArchiveError(undefined, "has an extended header that is too large, or too many of them");
    }
  }

  #addFrame(frame: Frame): void {
    this.#entries += 1;
    if (this.#entries > this.#limits.entriesMax) {
      throw new BadArchiveError(undefined, `has more than ${this.#limits.entriesMax} entries`);
    }
    this.#frames.push(frame);
  }
}

/** Sizes over 8 GiB are written in another notation; no package needs it. */
function readSize(header: Uint8Array): number {
  const size = readOctal(header, 124, 136);
  if (size === undefined) throw new BadArchiveError(undefined, "has an entry whose size cannot be read");
  return size;
}
