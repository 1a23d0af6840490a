import type { PackageName } from "@larder/package-spec";
import { findDocument, listChanges, readChangeSequence, type RegistryDatabase } from "@larder/registry-database";

import { coalesce } from "./coalesce.ts";
import type { DocumentCache } from "./document-cache.ts";
import type { HostedNames } from "./hosted-names.ts";
import type { HostedTarballs } from "./hosted-tarballs.ts";
import { type DocumentForm, ServedDocument } from "./served-document.ts";

const changesPageSize = 1000;

/** Where {@link HostedDocuments} gets everything. */
export type HostedDocumentsParts = {
  readonly database: RegistryDatabase;
  readonly cache: DocumentCache;
  readonly names: HostedNames;
  readonly tarballs: HostedTarballs;
  readonly publicUrl: string;
};

/**
 * The packuments of the packages that are published here.
 *
 * On PGlite this process is the only writer, so its cache is right as long as it forgets what it
 * writes. On Postgres others write, too: every read passes a freshness barrier, one tiny query that all
 * requests share that wait at the same time.
 */
export class HostedDocuments {
  readonly #parts: HostedDocumentsParts;
  readonly #refresh: () => Promise<void>;
  #seenSequence: number;

  constructor(parts: HostedDocumentsParts, sequence: number) {
    this.#parts = parts;
    this.#seenSequence = sequence;
    this.#refresh = coalesce(() => this.#readChanges());
  }

  /** Makes sure that everything that was committed anywhere before this call is seen after it. */
  async refresh(): Promise<void> {
    if (this.#parts.database.engine === "postgres") await this.#refresh();
  }

  /** Finds the document of `name`, as it was when {@link refresh} last ended or later; `undefined` when there is none. */
  async find(name: PackageName, form: DocumentForm): Promise<ServedDocument | undefined> {
    if (!this.#parts.names.has(name)) return undefined;
    return this.#parts.cache.findOrLoad(name, form, () => this.#load(name, form));
  }

  /** Says that a transaction that changed `name` has committed. */
  forget(name: PackageName): void {
    this.#parts.names.add(name);
    this.#parts.cache.forget(name);
  }

  async #load(name: PackageName, form: DocumentForm): Promise<ServedDocument | undefined> {
    const row = await findDocument(this.#parts.database.db, name);
    if (row === undefined) return undefined;
    const text = form === "full" ? row.full : row.abbreviated;
    const hash = form === "full" ? row.fullHash : row.abbreviatedHash;
    return new ServedDocument({ form, text, hash, modifiedAt: row.modifiedAt }, this.#parts.publicUrl);
  }

  async #readChanges(): Promise<void> {
    const { db } = this.#parts.database;
    const sequence = await readChangeSequence(db);
    while (this.#seenSequence < sequence) {
      const changes = await listChanges(db, { after: this.#seenSequence, size: changesPageSize });
      const last = changes.at(-1);
      if (last === undefined) throw new Error(`The change ${sequence} is missing from the list of changes`);
      for (const { packageName, kind } of changes) {
        this.forget(packageName);
        if (kind === "unpublish") this.#parts.tarballs.forget(packageName);
      }
      this.#seenSequence = last.sequence;
    }
  }
}
