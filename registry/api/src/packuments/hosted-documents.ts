import type { PackageName } from "@larder/package-spec";
import { type DocumentRow, findDocument, listShortDocuments, type RegistryDatabase } from "@larder/registry-database";

import type { DocumentCache } from "./document-cache.ts";
import { findForm } from "./find-form.ts";
import type { HostedNames } from "./hosted-names.ts";
import { readTogether } from "./read-together.ts";
import { type DocumentForm, ServedDocument } from "./served-document.ts";

/** Where {@link HostedDocuments} gets everything. */
export type HostedDocumentsParts = {
  readonly database: RegistryDatabase;
  readonly cache: DocumentCache;
  readonly names: HostedNames;
  readonly publicUrl: string;
};

/** What is read of a document; of a short one nothing full. */
type ReadRow = Pick<DocumentRow, "abbreviated" | "abbreviatedHash" | "modifiedAt"> & {
  readonly full: string | null;
  readonly fullHash: string | null;
};

/**
 * The packuments of the packages that are published here.
 *
 * What is cached is right until {@link forget}: whoever changes a package calls it, and the freshness barrier does
 * when another replica has changed it.
 */
export class HostedDocuments {
  readonly #parts: HostedDocumentsParts;
  /** A resolver asks for many at once, and needs only the short one of each. */
  readonly #findShort = readTogether((names: readonly PackageName[]) =>
    listShortDocuments(this.#parts.database.db, names),
  );

  constructor(parts: HostedDocumentsParts) {
    this.#parts = parts;
  }

  /** Finds the document of `name`, as it was at the last refresh or later; `undefined` when there is none. */
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
    const row = await this.#readFor(name, form);
    if (row === undefined) return undefined;
    const { modifiedAt } = row;
    const rendered = findForm(row, form);
    return rendered && new ServedDocument({ form, ...rendered, modifiedAt }, this.#parts.publicUrl);
  }

  async #readFor(name: PackageName, form: DocumentForm): Promise<ReadRow | undefined> {
    if (form !== "resolution") return findDocument(this.#parts.database.db, name);
    const short = await this.#findShort(name);
    return short && { ...short, full: null, fullHash: null };
  }
}
