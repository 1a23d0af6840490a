import { type Packument, renderUplinkPackument, tarballFileOf } from "@larder/packument";
import { findSha512, type PackageName } from "@larder/package-spec";
import {
  findUplinkDocument,
  putUplinkDocument,
  type RegistryDatabase,
  touchUplinkDocument,
  type UplinkDocument,
  type UplinkTarball,
} from "@larder/registry-database";
import type { Logger } from "pino";

import type { Uplink } from "../origins/configuration.ts";
import type { UplinkClient } from "../origins/uplink-client.ts";
import type { DocumentCache } from "./document-cache.ts";
import { type DocumentForm, hashOf, type RenderedDocument, ServedDocument } from "./served-document.ts";
import { isArchiveFile } from "./served-tarball.ts";
import { SingleFlight } from "./single-flight.ts";

/** Where {@link UplinkDocuments} gets everything. */
export type UplinkDocumentsParts = {
  readonly database: RegistryDatabase;
  readonly cache: DocumentCache;
  readonly client: UplinkClient;
  readonly uplinkName: string;
  readonly uplink: Uplink;
  readonly publicUrl: string;
  readonly logger: Logger;
  readonly now: () => Date;
};

/**
 * The packuments of one uplink, as they are served here.
 *
 * A fresh one is served from here; one that has just gone stale too, while it is refreshed behind the
 * answer; an old one is refreshed first. When the uplink fails, what is known is served however old it is.
 */
export class UplinkDocuments {
  readonly #parts: UplinkDocumentsParts;
  /** When the uplink last confirmed each document, in ms. */
  readonly #fetchedAt = new Map<PackageName, number>();
  readonly #fetches = new SingleFlight<boolean>();

  constructor(parts: UplinkDocumentsParts) {
    this.#parts = parts;
  }

  /**
   * Finds the document of `name`; `undefined` when the uplink has none.
   *
   * Throws {@link UplinkUnavailableError} and {@link UplinkAnswerError} for a package that was never fetched.
   */
  async find(name: PackageName, form: DocumentForm, hops: string): Promise<ServedDocument | undefined> {
    const known = await this.#findKnown(name, form);
    if (known === undefined) return (await this.#fetch(name, hops)) ? this.#findKnown(name, form) : undefined;

    const { maxAgeMs, staleWhileRevalidateMs } = this.#parts.uplink;
    const ageMs = this.#parts.now().getTime() - (this.#fetchedAt.get(name) ?? 0);
    if (ageMs <= maxAgeMs) return known;
    const refreshed = this.#refreshOrLog(name, hops);
    if (ageMs <= maxAgeMs + staleWhileRevalidateMs) return known;
    await refreshed;
    return this.#findKnown(name, form);
  }

  /** Was any package of this scope, or this name, ever found at the uplink? Asks the uplink about `name` when needed. */
  async has(name: PackageName, hops: string): Promise<boolean> {
    return (await this.#findKnown(name, "abbreviated")) !== undefined || this.#fetch(name, hops);
  }

  #findKnown(name: PackageName, form: DocumentForm): Promise<ServedDocument | undefined> {
    const { cache, uplinkName } = this.#parts;
    return cache.findOrLoad(`${uplinkName}:${name}`, form, () => this.#load(name, form));
  }

  async #load(name: PackageName, form: DocumentForm): Promise<ServedDocument | undefined> {
    const { database, uplinkName, publicUrl } = this.#parts;
    const row = await findUplinkDocument(database.db, { uplink: uplinkName, name });
    const rendered = row === undefined ? undefined : renderedOf(row, form);
    if (row === undefined || rendered === undefined) return undefined;
    this.#fetchedAt.set(name, Math.max(row.fetchedAt.getTime(), this.#fetchedAt.get(name) ?? 0));
    return new ServedDocument(rendered, publicUrl);
  }

  async #refreshOrLog(name: PackageName, hops: string): Promise<void> {
    try {
      await this.#fetch(name, hops);
    } catch (error) {
      const { logger, uplinkName } = this.#parts;
      logger.warn(
        { err: error, uplink: uplinkName, package: name },
        "an uplink failed, so an older document is served",
      );
    }
  }

  /** Returns whether the uplink has the package. */
  #fetch(name: PackageName, hops: string): Promise<boolean> {
    return this.#fetches.run(name, () => this.#fetchNow(name, hops));
  }

  async #fetchNow(name: PackageName, hops: string): Promise<boolean> {
    const { database, client, uplinkName, now } = this.#parts;
    const known = await findUplinkDocument(database.db, { uplink: uplinkName, name });
    const validators =
      known?.full == null ? undefined : { etag: known.upstreamEtag, lastModified: known.upstreamLastModified };
    const answer = await client.fetchPackument(name, hops, validators);

    const fetchedAt = now();
    this.#fetchedAt.set(name, fetchedAt.getTime());
    // What an uplink takes back stays here: someone may have installed it.
    if (answer.type === "missing") return known !== undefined;
    if (answer.type === "unchanged") {
      await touchUplinkDocument(database.db, { uplink: uplinkName, name }, fetchedAt);
      // What did not change is what the database holds; another replica may have put it there.
      this.#parts.cache.forget(`${uplinkName}:${name}`);
      return true;
    }
    const { packument } = answer;
    const { full, abbreviated } = renderUplinkPackument(packument);
    await putUplinkDocument(database.db, {
      uplink: uplinkName,
      name,
      upstreamEtag: answer.validators.etag,
      upstreamLastModified: answer.validators.lastModified,
      fetchedAt,
      full,
      abbreviated,
      fullHash: hashOf(full),
      abbreviatedHash: hashOf(abbreviated),
      tarballs: tarballsOf(packument),
      source: null,
      hidden: null,
      policyHash: null,
      eligibleAt: null,
      changedAt: null,
    });
    this.#parts.cache.forget(`${uplinkName}:${name}`);
    return true;
  }
}

function renderedOf(row: UplinkDocument, form: DocumentForm): RenderedDocument | undefined {
  const text = form === "full" ? row.full : row.abbreviated;
  const hash = form === "full" ? row.fullHash : row.abbreviatedHash;
  return text === null || hash === null ? undefined : { form, text, hash, modifiedAt: modifiedAtOf(row) };
}

/** The abbreviated text begins with the name and the time of the last change, so nothing has to be parsed. */
function modifiedAtOf({ abbreviated, fetchedAt }: UplinkDocument): Date {
  const modified = /"modified":"([^"]{1,40})"/.exec(abbreviated.slice(0, 512))?.[1];
  const time = modified === undefined ? Number.NaN : Date.parse(modified);
  return Number.isNaN(time) ? fetchedAt : new Date(time);
}

/** Only what can be asked for is kept: an uplink may name its archives as it likes. */
function tarballsOf({ versions }: Packument): { readonly [file: string]: UplinkTarball } {
  const entries = Object.values(versions).flatMap(({ dist }): [string, UplinkTarball][] => {
    const file = tarballFileOf(dist);
    const url = URL.parse(dist.tarball)?.href;
    if (url === undefined || !isArchiveFile(file)) return [];
    const integrity = typeof dist.integrity === "string" ? findSha512(dist.integrity) : undefined;
    const shasum = typeof dist.shasum === "string" && /^[0-9a-f]{40}$/.test(dist.shasum) ? dist.shasum : undefined;
    const source: UplinkTarball = {
      url,
      ...(integrity === undefined ? {} : { integrity }),
      ...(shasum === undefined ? {} : { shasum }),
    };
    return [[file, source]];
  });
  return Object.fromEntries(entries);
}
