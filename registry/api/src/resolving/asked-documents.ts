import type { PackageName } from "@larder/package-spec";

import type { ServedDocument } from "../packuments/served-document.ts";
import { TooManyPackagesError } from "./resolve-errors.ts";

/** Finds what a resolver reads of a package that the caller may read; `undefined` for all others. */
export type FindDocument = (name: PackageName) => Promise<ServedDocument | undefined>;

/** Name → the key of the document that counted; `undefined` when there was none for the caller. */
export type DocumentKeys = ReadonlyMap<PackageName, string | undefined>;

/** A graph of this size is ten times what large applications have. */
const namesMax = 20_000;

/** The documents that one question has asked for so far, as its caller may read them. */
export class AskedDocuments {
  readonly #find: FindDocument;
  readonly #keys = new Map<PackageName, string | undefined>();
  /** Those whose bytes may still be asked for. */
  readonly #documents = new Map<string, ServedDocument>();
  readonly #failures = new Map<PackageName, unknown>();

  constructor(find: FindDocument) {
    this.#find = find;
  }

  get keys(): DocumentKeys {
    return this.#keys;
  }

  /** Finds the documents of `names`. Throws {@link TooManyPackagesError}; what cannot be had stands in {@link failureOf}. */
  async find(
    names: readonly PackageName[],
  ): Promise<{ found: [PackageName, string | undefined][]; failed: PackageName[] }> {
    if (this.#keys.size + names.length > namesMax) throw new TooManyPackagesError(namesMax);
    const found: [PackageName, string | undefined][] = [];
    const failed: PackageName[] = [];
    const finding = names.map(async (name) => {
      try {
        found.push([name, this.#note(name, await this.#find(name))]);
      } catch (error) {
        this.#failures.set(name, error);
        failed.push(name);
      }
    });
    await Promise.all(finding);
    return { found, failed };
  }

  /** Returns the bytes of documents that were found. */
  bytesOf(keys: readonly string[]): [string, Uint8Array][] {
    return keys.map((key) => {
      const document = this.#documents.get(key);
      if (document === undefined) throw new Error(`The document ${key} was never found`);
      return [key, document.bytes];
    });
  }

  /** Returns why the document of `name` could not be had. */
  failureOf(name: PackageName): unknown {
    return this.#failures.get(name) ?? new Error(`The document of ${name} was never missed`);
  }

  #note(name: PackageName, document: ServedDocument | undefined): string | undefined {
    const key = document?.key;
    this.#keys.set(name, key);
    if (key !== undefined && document !== undefined) this.#documents.set(key, document);
    return key;
  }
}
