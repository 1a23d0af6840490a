import type { Integrity } from "@larder/package-spec";
import type { UplinkTarball } from "@larder/registry-database";
import type { ReceivedBlob } from "@larder/registry-storage";

import { UplinkAnswerError } from "../origins/uplink-errors.ts";

/** How an archive of an uplink is kept while it passes. */
export type KeepOptions = {
  /** The archive, for errors. */
  readonly what: string;
  readonly uplinkName: string;
  /** What its bytes must be. */
  readonly source: UplinkTarball;
  readonly receive: (bytes: AsyncIterable<Uint8Array>) => Promise<ReceivedBlob>;
  readonly onKept: (blob: { readonly integrity: Integrity; readonly size: number }) => Promise<void>;
  /** Called once, in the end, with the error when it was not kept. */
  readonly onEnd: (error: unknown) => void;
};

/** How far a reader may fall behind the uplink before the rest is read for it from storage. */
const aheadBytesMax = 2 * 1024 * 1024;

/**
 * Passes the chunks of `body` on while it hashes and stores them, at the pace of the uplink.
 *
 * The last chunk is held back until everything is verified and kept: whoever reads to the end has the
 * right bytes, and wrong ones break off instead of arriving. A reader that goes away ends the fetch; one
 * that is slow, or does not read at all, holds neither the uplink's connection nor the others up.
 */
export function keepWhileStreaming(body: AsyncIterable<Uint8Array>, options: KeepOptions): ReadableStream<Uint8Array> {
  const reader = new PassingReader();
  void keepFor(reader, body, options).then(
    () => options.onEnd(undefined),
    (error: unknown) => {
      reader.fail(error);
      options.onEnd(error);
    },
  );
  return reader.stream;
}

async function keepFor(reader: PassingReader, body: AsyncIterable<Uint8Array>, options: KeepOptions): Promise<void> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  writer.closed.catch(() => undefined);
  const received = options.receive(readable);
  received.catch(() => undefined);

  let held: Uint8Array | undefined;
  try {
    for await (const chunk of body) {
      if (reader.hasGone) throw new Error("The reader went away");
      await writer.write(chunk);
      if (held !== undefined) reader.pass(held);
      held = chunk;
    }
    await writer.close();
  } catch (error) {
    await writer.abort(error).catch(() => undefined);
    // When storage stops reading, writing fails without saying why; storage's own error does.
    await received.then((blob) => blob.discard());
    throw error;
  }
  const blob = await received;
  await keepVerified(blob, options);
  if (held !== undefined) reader.pass(held);
  reader.end(() => blob.read());
}

async function keepVerified(blob: ReceivedBlob, options: KeepOptions): Promise<void> {
  const { source, uplinkName, what } = options;
  const isRight = source.integrity === undefined ? source.shasum === blob.shasum : source.integrity === blob.integrity;
  if (!isRight) {
    await blob.discard();
    throw new UplinkAnswerError(uplinkName, `sent other bytes for \`${what}\` than its document promises`);
  }
  await blob.keep();
  await options.onKept({ integrity: blob.integrity, size: blob.size });
}

/** The side of the client: a stream that takes what it is passed while it keeps up, and reads the rest from storage. */
class PassingReader {
  readonly stream: ReadableStream<Uint8Array>;
  readonly #ended = Promise.withResolvers<AsyncIterator<Uint8Array> | undefined>();
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #passedBytes = 0;
  #isBehind = false;
  #hasGone = false;

  constructor() {
    // Who cancels does not wait for the rest.
    this.#ended.promise.catch(() => undefined);
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: (controller) => this.#pullRest(controller),
        cancel: async () => {
          this.#hasGone = true;
          this.#ended.resolve(undefined);
          await (await this.#ended.promise)?.return?.();
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: aheadBytesMax }),
    );
  }

  get hasGone(): boolean {
    return this.#hasGone;
  }

  pass(chunk: Uint8Array): void {
    if (this.#hasGone || this.#isBehind) return;
    if ((this.#controller?.desiredSize ?? 0) <= 0) {
      this.#isBehind = true;
      return;
    }
    this.#controller?.enqueue(chunk);
    this.#passedBytes += chunk.length;
  }

  /** Says that everything was passed and kept; `read` gives all of it once more. */
  end(read: () => AsyncIterable<Uint8Array>): void {
    if (this.#hasGone) return;
    if (!this.#isBehind) this.#controller?.close();
    this.#ended.resolve(this.#isBehind ? skipBytes(read(), this.#passedBytes) : undefined);
  }

  fail(error: unknown): void {
    if (!this.#hasGone) this.#controller?.error(error);
    this.#ended.resolve(undefined);
  }

  /** Waits until all was passed, and then goes on where a reader that fell behind has stopped. */
  async #pullRest(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    const rest = await this.#ended.promise;
    if (rest === undefined || this.#hasGone) return;
    const { done, value } = await rest.next();
    if (this.#hasGone) return;
    if (done === true) controller.close();
    else controller.enqueue(value);
  }
}

async function* skipBytes(source: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array> {
  let toSkip = count;
  for await (const chunk of source) {
    if (chunk.length > toSkip) yield toSkip === 0 ? chunk : chunk.subarray(toSkip);
    toSkip = Math.max(0, toSkip - chunk.length);
  }
}
