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

/**
 * Passes the chunks of `body` on while it hashes and stores them.
 *
 * The last chunk is held back until everything is verified and kept: whoever reads to the end has the
 * right bytes, and wrong ones break off instead of arriving. A reader that goes away ends the fetch.
 */
export async function* keepWhileStreaming(
  body: AsyncIterable<Uint8Array>,
  options: KeepOptions,
): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  writer.closed.catch(() => undefined);
  const received = options.receive(readable);
  received.catch(() => undefined);

  let failure: unknown = new Error("The reader went away");
  try {
    let held: Uint8Array | undefined;
    for await (const chunk of body) {
      await writer.write(chunk);
      if (held !== undefined) yield held;
      held = chunk;
    }
    await writer.close();
    await keepVerified(await received, options);
    failure = undefined;
    if (held !== undefined) yield held;
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    if (failure !== undefined) await writer.abort(failure).catch(() => undefined);
    options.onEnd(failure);
  }
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
