import { LRUCache } from "lru-cache";

import type { CacheFacts } from "./cache-facts.ts";
import type { DocumentForm, ServedDocument } from "./served-document.ts";

/** Compressed forms are kept with their document; together they are about half as large again. */
const sizeFactor = 1.5;

/**
 * Documents that were asked for lately, bounded by their bytes.
 *
 * Those who ask for a document while it is on its way share the one load. A load during which the
 * document was forgotten may answer those who wait for it, but is not cached: it may have read what the
 * write replaced, and an older document never takes the place of a newer one.
 */
export class DocumentCache {
  readonly #documents: LRUCache<string, ServedDocument>;
  readonly #loads = new Map<string, Promise<ServedDocument | undefined>>();

  #hits = 0;
  #misses = 0;

  constructor(bytesMax: number) {
    this.#documents = new LRUCache({
      maxSize: bytesMax,
      sizeCalculation: (document) => Math.ceil(document.bytes.length * sizeFactor) + 512,
    });
  }

  find(key: string, form: DocumentForm): ServedDocument | undefined {
    const document = this.#documents.get(`${form} ${key}`);
    if (document === undefined) this.#misses += 1;
    else this.#hits += 1;
    return document;
  }

  get facts(): CacheFacts {
    return { bytes: this.#documents.calculatedSize, hits: this.#hits, misses: this.#misses };
  }

  /** Finds the document, by `load` when it is not here. Throws what `load` throws. */
  async findOrLoad(
    key: string,
    form: DocumentForm,
    load: () => Promise<ServedDocument | undefined>,
  ): Promise<ServedDocument | undefined> {
    const cached = this.find(key, form);
    if (cached !== undefined) return cached;

    const entry = `${form} ${key}`;
    const loading = this.#loads.get(entry) ?? load();
    this.#loads.set(entry, loading);
    try {
      const document = await loading;
      if (document !== undefined && this.#loads.get(entry) === loading) this.#documents.set(entry, document);
      return document;
    } finally {
      if (this.#loads.get(entry) === loading) this.#loads.delete(entry);
    }
  }

  /** Forgets all forms: what is asked for from now on is loaded anew. */
  forget(key: string): void {
    for (const entry of [`full ${key}`, `abbreviated ${key}`, `resolution ${key}`]) {
      this.#documents.delete(entry);
      this.#loads.delete(entry);
    }
  }
}
