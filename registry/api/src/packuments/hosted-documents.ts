import type { PackageName } from "@larder/package-spec";
import { findDocument, type RegistryDatabase } from "@larder/registry-database";

import type { DocumentCache } from "./document-cache.ts";
import { findForm } from "./find-form.ts";
import type { HostedNames } from "./hosted-names.ts";
import { type DocumentForm, ServedDocument } from "./served-document.ts";

/** Where {@link HostedDocuments} gets everything. */
export type HostedDocumentsParts = {
  readonly database: RegistryDatabase;
  readonly cache: DocumentCache;
  readonly names: HostedNames;
  readonly publicUrl: string;
};

/**
 * The packuments of the packages that are published here.
 *
 * What is cached is right until {@link forget}: whoever changes a package calls it, and the freshness barrier does
 * when another replica has changed it.
 */
export class HostedDocuments {
  readonly #parts: HostedDocumentsParts;

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
    const row = await findDocument(this.#parts.database.db, name);
    if (row === undefined) return undefined;
    const { modifiedAt } = row;
    const rendered = findForm(row, form);
    return rendered && new ServedDocument({ form, ...rendered, modifiedAt }, this.#parts.publicUrl);
  }
}
