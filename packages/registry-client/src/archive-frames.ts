/*
 * Many archives in one answer, one after the other, each as a frame:
 *
 *   place    4 bytes, big endian: which of the packages that were asked for, from 0
 *   status   4 bytes: 200, or the status that its own request would have been refused with
 *   size     4 bytes: how many bytes follow
 *   bytes    the archive, or the JSON of the refusal
 *
 * They come in the order in which they are at hand.
 */

/** The content type of such an answer. */
export const archiveFramesType = "application/vnd.larder.archives";

/** What may be asked for at once. */
export const archivesPerQuestionMax = 1000;

/** A larger archive has an answer of its own: a frame is in memory, here and there. */
export const framedBytesMax = 4 * 1024 * 1024;

/** One archive of an answer, or why it is not in it. */
export type ArchiveFrame = { readonly place: number; readonly status: number; readonly bytes: Uint8Array };

/** A frame that has arrived: its bytes are views of the pieces that it came in. */
export type ArrivedFrame = Pick<ArchiveFrame, "place" | "status"> & { readonly pieces: readonly Uint8Array[] };

const headerBytes = 12;

/** Returns what travels before the bytes of a frame. */
export function archiveFrameHeader({ place, status, bytes }: ArchiveFrame): Uint8Array<ArrayBuffer> {
  const header = Buffer.allocUnsafeSlow(headerBytes);
  header.writeUInt32BE(place, 0);
  header.writeUInt32BE(status, 4);
  header.writeUInt32BE(bytes.byteLength, 8);
  return header;
}

/** What came is no answer to what was asked: a frame that is too large, or one that nobody waits for. */
export class BadFrameError extends Error {}

/** Finds the frames in the pieces of an answer. */
export class ArchiveFrameReader {
  readonly #header = Buffer.alloc(headerBytes);
  #headerFilled = 0;
  #frame: { readonly place: number; readonly status: number; readonly pieces: Uint8Array[] } | undefined;
  /** How much of the frame is still to come. */
  #left = 0;

  /** Yields the frames that end in `piece`. Throws {@link BadFrameError}. */
  *push(piece: Uint8Array): Generator<ArrivedFrame, void, undefined> {
    for (let offset = 0; offset < piece.byteLength;) {
      offset +=
        this.#frame === undefined
          ? this.#fillHeader(piece, offset)
          : this.#fillFrame(this.#frame.pieces, piece, offset);
      if (this.#frame === undefined || this.#left > 0) continue;
      yield this.#frame;
      this.#frame = undefined;
    }
  }

  #fillHeader(piece: Uint8Array, offset: number): number {
    const part = piece.subarray(offset, offset + headerBytes - this.#headerFilled);
    this.#header.set(part, this.#headerFilled);
    this.#headerFilled += part.byteLength;
    if (this.#headerFilled === headerBytes) this.#beginFrame();
    return part.byteLength;
  }

  #beginFrame(): void {
    const [place, status, size] = [0, 4, 8].map((at) => this.#header.readUInt32BE(at)) as [number, number, number];
    if (size > framedBytesMax) throw new BadFrameError(`it sent a frame of ${size} bytes`);
    this.#headerFilled = 0;
    this.#left = size;
    this.#frame = { place, status, pieces: [] };
  }

  #fillFrame(pieces: Uint8Array[], piece: Uint8Array, offset: number): number {
    const part = piece.subarray(offset, offset + this.#left);
    pieces.push(part);
    this.#left -= part.byteLength;
    return part.byteLength;
  }
}
