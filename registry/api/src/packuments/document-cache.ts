import { LRUCache } from "lru-cache";

import type { DocumentForm, ServedDocument } from "./served-document.ts";

/** Compressed forms are kept with their document; together they are about half as large again. */
const sizeFactor = 1.5;

/** Documents that were asked for lately, bounded by their bytes. */
export class DocumentCache {
  readonly #documents: LRUCache<string, ServedDocument>;

  constructor(bytesMax: number) {
    this.#documents = new LRUCache({
      maxSize: bytesMax,
      sizeCalculation: (document) => Math.ceil(document.bytes.length * sizeFactor) + 512,
    });
  }

  find(key: string, form: DocumentForm): ServedDocument | undefined {
    return this.#documents.get(`${form} ${key}`);
  }

  set(key: string, form: DocumentForm, document: ServedDocument): void {
    this.#documents.set(`${form} ${key}`, document);
  }

  /** Forgets both forms. */
  forget(key: string): void {
    this.#documents.delete(`full ${key}`);
    this.#documents.delete(`abbreviated ${key}`);
  }
}
