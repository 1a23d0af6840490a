import type { ReceivedBlob } from "@larder/registry-storage";
import type { z } from "zod";

import { ArchiveReceiver, type ReceiveArchive } from "./archive-receiver.ts";
import { type DocumentPlace, JsonSplitter, type Piece } from "./json-splitter.ts";
import { parseForeignJson } from "./parse-foreign-json.ts";
import { BadPublishBodyError, BodyTooLargeError } from "./publish-errors.ts";

/** How large the two parts of a body may be. */
export type PublishLimits = {
  /** The JSON without the data of the archives. */
  readonly documentBytesMax: number;
  /** One archive, decoded. */
  readonly archiveBytesMax: number;
};

/** An archive that came with a publish document, hashed and stored but not yet kept. */
export type ReceivedArchive = { readonly attachment: string; readonly blob: ReceivedBlob };

/** A body that was read to its end. `archives` has the number of the document that each belongs to. */
export type ReadBody = { readonly text: string; readonly archives: ReadonlyMap<number, ReceivedArchive> };

/**
 * Reads a body while it arrives: archives go through base64 and hashes into storage, and only the
 * small rest stands in memory. `finish` makes of it what the caller wants.
 *
 * Throws {@link BadPublishBodyError}, {@link BodyTooLargeError} and what `finish` throws; then nothing is
 * left in storage.
 */
export async function readBody<Result>(
  source: AsyncIterable<Uint8Array>,
  { place, limits, receive }: { place: DocumentPlace; limits: PublishLimits; receive: ReceiveArchive },
  finish: (body: ReadBody) => Result,
): Promise<Result> {
  const reader = new PublishBodyReader(limits, receive);
  try {
    const splitter = new JsonSplitter(place);
    for await (const chunk of whileConnected(source)) {
      for (const piece of splitter.split(chunk)) await reader.take(piece);
    }
    if (!splitter.isComplete) throw new BadPublishBodyError("it ended before it was complete");
    return finish({ text: reader.text(), archives: await reader.archives() });
  } catch (error) {
    await reader.abandon(error);
    throw error;
  }
}

/** Returns what `text` holds. Throws {@link BadPublishBodyError} when it does not have the shape of `schema`. */
export function parseBody<Schema extends z.ZodType>(text: string, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new BadPublishBodyError(`\`${issue?.path.join(".") ?? ""}\` is wrong: ${issue?.message ?? ""}`);
}

class PublishBodyReader {
  readonly #limits: PublishLimits;
  readonly #receive: ReceiveArchive;
  readonly #text: Uint8Array[] = [];
  #textBytes = 0;
  readonly #archives = new Map<number, ArchiveReceiver>();
  #current: ArchiveReceiver | undefined;

  constructor(limits: PublishLimits, receive: ReceiveArchive) {
    this.#limits = limits;
    this.#receive = receive;
  }

  async take(piece: Piece): Promise<void> {
    switch (piece.type) {
      case "text":
        this.#takeText(piece.bytes);
        break;
      case "data":
        await this.#archiveOf(piece.document, piece.attachment).write(piece.bytes);
        break;
      case "data-end":
        await this.#current?.end();
        break;
    }
  }

  text(): string {
    return new TextDecoder().decode(Buffer.concat(this.#text));
  }

  async archives(): Promise<Map<number, ReceivedArchive>> {
    const received = new Map<number, ReceivedArchive>();
    for (const [document, receiver] of this.#archives) {
      received.set(document, { attachment: receiver.attachment, blob: await receiver.received() });
    }
    return received;
  }

  async abandon(reason: unknown): Promise<void> {
    for (const receiver of this.#archives.values()) await receiver.abandon(reason);
  }

  #takeText(bytes: Uint8Array): void {
    this.#textBytes += bytes.length;
    const { documentBytesMax } = this.#limits;
    if (this.#textBytes > documentBytesMax) throw new BodyTooLargeError("publish document", documentBytesMax);
    this.#text.push(bytes);
  }

  #archiveOf(document: number, attachment: string): ArchiveReceiver {
    let receiver = this.#archives.get(document);
    if (receiver === undefined) {
      receiver = new ArchiveReceiver(attachment, this.#limits.archiveBytesMax, this.#receive);
      this.#archives.set(document, receiver);
    }
    if (receiver.attachment !== attachment || receiver.hasEnded) {
      throw new BadPublishBodyError("it holds more than one archive");
    }
    this.#current = receiver;
    return receiver;
  }
}

/** A client that goes away is a fact about the body, not a bug. */
async function* whileConnected(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (cause) {
    throw new BadPublishBodyError("the connection was closed before it was complete", { cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return parseForeignJson(text);
  } catch (cause) {
    throw new BadPublishBodyError("it is not JSON", { cause });
  }
}
