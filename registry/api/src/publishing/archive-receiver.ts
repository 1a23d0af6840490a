import type { ReceivedBlob } from "@larder/registry-storage";

import { Base64Decoder } from "./base64-stream.ts";
import { BodyTooLargeError } from "./publish-errors.ts";

/** Keeps the bytes of an archive while they arrive. */
export type ReceiveArchive = (source: AsyncIterable<Uint8Array>, bytesMax: number) => Promise<ReceivedBlob>;

type Outcome =
  | { readonly type: "received"; readonly blob: ReceivedBlob }
  | { readonly type: "failed"; readonly error: unknown };

/** Takes the base64 of one archive piece by piece and streams its bytes into storage, at storage's pace. */
export class ArchiveReceiver {
  readonly attachment: string;
  readonly #bytesMax: number;
  readonly #decoder = new Base64Decoder();
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #outcome: Promise<Outcome>;
  #bytes = 0;
  #hasEnded = false;

  constructor(attachment: string, bytesMax: number, receive: ReceiveArchive) {
    this.attachment = attachment;
    this.#bytesMax = bytesMax;
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    this.#writer = writable.getWriter();
    // An aborted writer rejects this promise; whoever aborts knows why.
    this.#writer.closed.catch(() => undefined);
    this.#outcome = receive(readable, bytesMax).then(
      (blob): Outcome => ({ type: "received", blob }),
      async (error: unknown): Promise<Outcome> => {
        // Storage that fails before it reads anything leaves the writer waiting; one that reads has let go by now.
        if (!readable.locked) await readable.cancel(error);
        return { type: "failed", error };
      },
    );
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Throws {@link BodyTooLargeError}, and what storage throws. */
  async write(base64: Uint8Array): Promise<void> {
    const bytes = this.#decoder.decode(base64);
    this.#bytes += bytes.length;
    if (this.#bytes > this.#bytesMax) throw new BodyTooLargeError("archive", this.#bytesMax);
    if (bytes.length > 0) await this.#orStorageFailure(this.#writer.write(bytes));
  }

  async end(): Promise<void> {
    this.#decoder.end();
    this.#hasEnded = true;
    await this.#orStorageFailure(this.#writer.close());
  }

  /** Returns the stored archive. Throws what storage threw. */
  async received(): Promise<ReceivedBlob> {
    const outcome = await this.#outcome;
    if (outcome.type === "failed") throw outcome.error;
    return outcome.blob;
  }

  /** Leaves nothing of the archive in storage. */
  async abandon(reason: unknown): Promise<void> {
    await this.#writer.abort(reason).catch(() => undefined);
    const outcome = await this.#outcome;
    if (outcome.type === "received") await outcome.blob.discard();
  }

  /** When storage stops reading, writing fails without saying why; storage's own error does. */
  async #orStorageFailure(write: Promise<void>): Promise<void> {
    try {
      await write;
    } catch (error) {
      const outcome = await this.#outcome;
      throw outcome.type === "failed" ? outcome.error : error;
    }
  }
}
