import { type PublishDocument, publishDocumentSchema } from "@larder/packument";
import type { ReceivedBlob } from "@larder/registry-storage";

import { ArchiveReceiver, type ReceiveArchive } from "./archive-receiver.ts";
import { JsonSplitter, type Piece } from "./json-splitter.ts";
import { parseForeignJson } from "./parse-foreign-json.ts";
import { BadPublishBodyError, BodyTooLargeError } from "./publish-errors.ts";

/** How large the two parts of a body may be. */
export type PublishLimits = {
  /** The JSON without the data of the archive. */
  readonly documentBytesMax: number;
  /** The archive itself, decoded. */
  readonly archiveBytesMax: number;
};

/** A publish document, and the archive that came with it, hashed and stored but not yet kept. */
export type PublishBody = {
  readonly document: PublishDocument;
  readonly archive: { readonly attachment: string; readonly blob: ReceivedBlob } | undefined;
};

/**
 * Reads the body of `PUT /:name` while it arrives: the archive goes through base64 and hashes into
 * storage, and only the small rest stands in memory.
 *
 * Throws {@link BadPublishBodyError} and {@link BodyTooLargeError}; then nothing is left in storage.
 */
export async function readPublishBody(
  source: AsyncIterable<Uint8Array>,
  limits: PublishLimits,
  receive: ReceiveArchive,
): Promise<PublishBody> {
  const reader = new PublishBodyReader(limits, receive);
  try {
    const splitter = new JsonSplitter();
    for await (const chunk of whileConnected(source)) {
      for (const piece of splitter.split(chunk)) await reader.take(piece);
    }
    if (!splitter.isComplete) throw new BadPublishBodyError("it ended before it was complete");
    const document = reader.parseDocument();
    return { document, archive: await reader.finish() };
  } catch (error) {
    await reader.abandon(error);
    throw error;
  }
}

class PublishBodyReader {
  readonly #limits: PublishLimits;
  readonly #receive: ReceiveArchive;
  readonly #text: Uint8Array[] = [];
  #textBytes = 0;
  #archive: ArchiveReceiver | undefined;

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
        await this.#archiveOf(piece.attachment).write(piece.bytes);
        break;
      case "data-end":
        await this.#archive?.end();
        break;
    }
  }

  parseDocument(): PublishDocument {
    const text = new TextDecoder().decode(Buffer.concat(this.#text));
    const parsed = publishDocumentSchema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    throw new BadPublishBodyError(`\`${issue?.path.join(".") ?? ""}\` is wrong: ${issue?.message ?? ""}`);
  }

  async finish(): Promise<PublishBody["archive"]> {
    if (this.#archive === undefined) return undefined;
    return { attachment: this.#archive.attachment, blob: await this.#archive.received() };
  }

  async abandon(reason: unknown): Promise<void> {
    await this.#archive?.abandon(reason);
  }

  #takeText(bytes: Uint8Array): void {
    this.#textBytes += bytes.length;
    const { documentBytesMax } = this.#limits;
    if (this.#textBytes > documentBytesMax) throw new BodyTooLargeError("publish document", documentBytesMax);
    this.#text.push(bytes);
  }

  #archiveOf(attachment: string): ArchiveReceiver {
    this.#archive ??= new ArchiveReceiver(attachment, this.#limits.archiveBytesMax, this.#receive);
    if (this.#archive.attachment !== attachment || this.#archive.hasEnded) {
      throw new BadPublishBodyError("it holds more than one archive");
    }
    return this.#archive;
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
