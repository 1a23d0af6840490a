import { LRUCache } from "lru-cache";

import type { Database } from "../database.ts";

/** All that is remembered of one database, in characters of what was searched for. */
const charactersMax = 500_000;

/**
 * Remembers which searches find more packages than are counted, and for how long that is true for certain.
 *
 * Each change is one of one package, and so takes at most one from what was found: whoever counted fifty more than
 * a total tells need not count again for fifty changes, whichever process made them.
 */
export class VagueSearches {
  readonly #known = new LRUCache<string, number>({ maxSize: charactersMax, sizeCalculation: (_, key) => key.length });

  /** Returns up to which change of the registry a search is vague for certain; `undefined` when nothing is known. */
  lastChange(search: string): number | undefined {
    return this.#known.get(search);
  }

  remember(search: string, lastChange: number): void {
    this.#known.set(search, lastChange);
  }

  forget(search: string): void {
    this.#known.delete(search);
  }
}

const searchesOf = new WeakMap<Database, VagueSearches>();

/** Forgets all of them, after packages were listed anew without a change of theirs. */
export function forgetVagueSearches(db: Database): void {
  searchesOf.delete(db);
}

/** Returns what is remembered of searches of a database. */
export function vagueSearchesOf(db: Database): VagueSearches {
  const searches = searchesOf.get(db) ?? new VagueSearches();
  searchesOf.set(db, searches);
  return searches;
}
