import type { Integrity, PackageName } from "@larder/package-spec";
import {
  findUplinkTarball,
  insertUplinkTarball,
  type RegistryDatabase,
  type UplinkTarball,
} from "@larder/registry-database";
import type { BlobStore } from "@larder/registry-storage";
import { LRUCache } from "lru-cache";
import type { Logger } from "pino";

import { UplinkAnswerError } from "../origins/uplink-errors.ts";
import type { UplinkClient } from "../origins/uplink-client.ts";
import { keepWhileStreaming } from "./keep-while-streaming.ts";
import type { KeptTarballs, ServedTarball } from "./served-tarball.ts";
import type { UplinkDocuments } from "./uplink-documents.ts";

const knownMax = 50_000;
const tarballBytesMax = 1024 * 1024 * 1024;

/** A kept archive, and the judgement of the policy that let it through. */
type KnownArchive = { readonly integrity: Integrity; readonly judgement: number | undefined };

/** Where {@link UplinkTarballs} gets everything. */
export type UplinkTarballsParts = {
  readonly database: RegistryDatabase;
  readonly storage: BlobStore;
  readonly kept: KeptTarballs;
  readonly documents: UplinkDocuments;
  readonly client: UplinkClient;
  readonly uplinkName: string;
  readonly logger: Logger;
  readonly now: () => Date;
};

/** The archives of one uplink: streamed through at first, served from here ever after. */
export class UplinkTarballs {
  readonly #parts: UplinkTarballsParts;
  readonly #known = new LRUCache<string, KnownArchive>({ max: knownMax });
  /**
   * Archives that stream through at the moment; others who want them wait until they are kept, or hear why the
   * uplink's bytes were not.
   */
  readonly #arriving = new Map<string, Promise<UplinkAnswerError | undefined>>();

  constructor(parts: UplinkTarballsParts) {
    this.#parts = parts;
  }

  /**
   * Finds the archive `file` of `name`; `undefined` when the uplink's document names none. One that is
   * not kept yet can be opened once. Throws like {@link UplinkDocuments.find}, also for the archive of a
   * version that the policy keeps back, whether or not it is kept here.
   */
  async find(name: PackageName, file: string, hops: string): Promise<ServedTarball | undefined> {
    const key = `${name}/${file}`;
    const judgement = await this.#parts.documents.assertArchiveServed(name, file, hops);
    for (;;) {
      const kept = await this.#findKept({ name, file, hops }, judgement);
      if (kept !== undefined) return kept;
      const arriving = this.#arriving.get(key);
      if (arriving === undefined) break;
      const failure = await arriving;
      if (failure !== undefined) throw failure;
    }

    const arrival = Promise.withResolvers<UplinkAnswerError | undefined>();
    this.#arriving.set(key, arrival.promise);
    const end = (error?: unknown): void => {
      this.#arriving.delete(key);
      arrival.resolve(error instanceof UplinkAnswerError ? error : undefined);
    };
    try {
      const source = await this.#findSource(name, file, hops);
      const body = source === undefined ? undefined : await this.#parts.client.fetchTarball(source.url, hops);
      if (source !== undefined && body !== undefined) return this.#pass(body, { name, file, source, end });
      end();
      return undefined;
    } catch (error) {
      end(error);
      throw error;
    }
  }

  async #findKept(
    { name, file, hops }: { readonly name: PackageName; readonly file: string; readonly hops: string },
    judgement: number | undefined,
  ): Promise<ServedTarball | undefined> {
    const { database, documents, kept, uplinkName } = this.#parts;
    const key = `${name}/${file}`;
    const known = this.#known.get(key);
    if (known !== undefined && known.judgement === judgement) return kept.find(known.integrity);

    const row = await findUplinkTarball(database.db, { uplink: uplinkName, name }, file);
    if (row === undefined) return undefined;
    const { integrity, fetchedAt } = row;
    if (judgement !== undefined && (await documents.findSource(name, file, hops)) === undefined) {
      await documents.assertTakenBackServed(name, file, fetchedAt);
    }
    this.#known.set(key, { integrity, judgement });
    return kept.find(integrity);
  }

  async #findSource(name: PackageName, file: string, hops: string): Promise<UplinkTarball | undefined> {
    const { documents } = this.#parts;
    const known = await documents.findSource(name, file, hops);
    if (known !== undefined) return known;
    // A lockfile may name a package, or a version, that nobody has asked this registry about.
    if ((await documents.find(name, "abbreviated", hops)) === undefined) return undefined;
    await documents.refresh(name, hops);
    return documents.findSource(name, file, hops);
  }

  #pass(
    body: AsyncIterable<Uint8Array>,
    wanted: { name: PackageName; file: string; source: UplinkTarball; end: (error?: unknown) => void },
  ): ServedTarball {
    const { name, file, source, end } = wanted;
    const { storage, uplinkName } = this.#parts;
    const stream = keepWhileStreaming(body, {
      what: `${name}/-/${file}`,
      uplinkName,
      source,
      receive: (bytes) => storage.receive(bytes, { bytesMax: tarballBytesMax }),
      onKept: (blob) => this.#note(name, file, blob),
      onEnd: (error) => {
        end(error);
        if (error !== undefined) this.#logFailure(name, file, error);
      },
    });
    return { size: undefined, etag: undefined, open: () => stream };
  }

  async #note(name: PackageName, file: string, blob: { integrity: Integrity; size: number }): Promise<void> {
    const { database, uplinkName, now } = this.#parts;
    await insertUplinkTarball(database.db, {
      uplink: uplinkName,
      name,
      fileName: file,
      integrity: blob.integrity,
      sizeBytes: blob.size,
      fetchedAt: now(),
    });
  }

  #logFailure(name: PackageName, file: string, error: unknown): void {
    const { logger, uplinkName } = this.#parts;
    logger.warn({ err: error, uplink: uplinkName, package: name, file }, "an archive of an uplink was not kept");
  }
}
