import { type PublishDocument, publishDocumentSchema } from "@larder/packument";
import { z } from "zod";

import type { ReceiveArchive } from "./archive-receiver.ts";
import { type ChangeDocument, changeDocumentSchema } from "./change-document.ts";
import { parseBody, type PublishLimits, readBody, type ReceivedArchive } from "./publish-body-reader.ts";
import { BadPublishBodyError, BodyTooLargeError } from "./publish-errors.ts";

/** A publish document with the archive that came with it; without one it is a change of what is published. */
export type PublishBody =
  | { readonly archive: ReceivedArchive; readonly document: PublishDocument }
  | { readonly archive: undefined; readonly document: ChangeDocument };

/** A publish document of a batch: each comes with its archive. */
export type BatchEntry = { readonly document: PublishDocument; readonly archive: ReceivedArchive };

/** The documents of a batch wait together for the end of the body, and are written in one transaction. */
const batchSizeMax = 1000;

/** How many of the largest archives a batch may hold: they are on disk together before any is published. */
const batchArchivesMax = 4;

/**
 * Reads the body of `PUT /:name` while it arrives.
 *
 * Throws {@link BadPublishBodyError} and {@link BodyTooLargeError}; then nothing is left in storage.
 */
export async function readPublishBody(
  source: AsyncIterable<Uint8Array>,
  limits: PublishLimits,
  receive: ReceiveArchive,
): Promise<PublishBody> {
  return readBody(source, { place: "body", limits, receive }, ({ text, archives }) => {
    const archive = archives.get(0);
    return archive === undefined
      ? { archive, document: parseBody(text, changeDocumentSchema) }
      : { archive, document: parseBody(text, publishDocumentSchema) };
  });
}

/** Reads the body of `PUT /:name/-rev/:rev`, which holds no archive. Throws like {@link readPublishBody}. */
export async function readChangeBody(
  source: AsyncIterable<Uint8Array>,
  limits: PublishLimits,
): Promise<ChangeDocument> {
  return readBody(source, { place: "body", limits, receive: refuseArchive }, ({ text }) =>
    parseBody(text, changeDocumentSchema),
  );
}

/** Whoever does not take what is written has to stop reading, or the writer waits for ever. */
async function refuseArchive(source: AsyncIterable<Uint8Array>): Promise<never> {
  for await (const _ of source) break;
  throw new BadPublishBodyError("it holds an archive, and this URL only changes what is published");
}

const batchSchema = z.object({ packages: z.array(publishDocumentSchema).min(1).max(batchSizeMax) });

/** Reads a body `{ "packages": [<publish document>, …] }` while it arrives. Throws like {@link readPublishBody}. */
export async function readBatchBody(
  source: AsyncIterable<Uint8Array>,
  limits: PublishLimits,
  receive: ReceiveArchive,
): Promise<BatchEntry[]> {
  const bytesMax = batchArchivesMax * limits.archiveBytesMax;
  const receiveOfBatch = receivingTogether(receive, bytesMax);
  return readBody(source, { place: "packages", limits, receive: receiveOfBatch }, ({ text, archives }) => {
    const { packages } = parseBody(text, batchSchema);
    if (archives.size > packages.length) throw new BadPublishBodyError("it holds more archives than packages");
    return packages.map((document, index) => {
      const archive = archives.get(index);
      if (archive === undefined) throw new BadPublishBodyError(`\`${document.name}\` comes without its archive`);
      return { document, archive };
    });
  });
}

/** Archives that are received one after the other, and are no larger than `bytesMax` together. */
function receivingTogether(receive: ReceiveArchive, bytesMax: number): ReceiveArchive {
  let bytesLeft = bytesMax;
  async function* counted(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      bytesLeft -= chunk.length;
      if (bytesLeft < 0) throw new BodyTooLargeError("batch of archives", bytesMax, "Publish fewer packages at a time");
      yield chunk;
    }
  }
  return (source, archiveBytesMax) => receive(counted(source), archiveBytesMax);
}
