import { type SQL, sql } from "drizzle-orm";

import { searchDocuments } from "../schema/search-documents.ts";

/** What a search asks for, by the name of its place in the statement. */
export type SearchValues = { readonly [slot: string]: unknown };

/**
 * The values of a search as parts of a statement.
 *
 * Which values there are says what the statement looks like, and their contents do not: so one that was built once
 * serves every search of the same form. To build it takes longer than to run it.
 */
export class SearchSlots {
  readonly values: SearchValues;
  readonly #isKept: boolean;

  /** With `isKept` the statement is built for any values of these names; otherwise for these values. */
  constructor(values: SearchValues, isKept: boolean) {
    this.values = values;
    this.#isKept = isKept;
  }

  /** Does the search have this value at all? */
  has(slot: string): boolean {
    return slot in this.values;
  }

  /** Returns which slots there are of `slot0`, `slot1`, … */
  numbered(slot: string): string[] {
    return Object.keys(this.values).filter((key) => key.startsWith(slot) && /^\d+$/.test(key.slice(slot.length)));
  }

  /** Returns the value as a parameter. */
  of(slot: string): SQL {
    return sql`${this.#contentOf(slot)}`;
  }

  /** Returns an array of texts as one parameter, however many there are. */
  listOf(slot: string): SQL {
    return sql`${sql.param(this.#contentOf(slot), searchDocuments.terms)}::text[]`;
  }

  #contentOf(slot: string): unknown {
    return this.#isKept ? sql.placeholder(slot) : this.values[slot];
  }
}

/** Returns the values under `slot0`, `slot1`, … */
export function numberedValues(slot: string, values: readonly unknown[]): SearchValues {
  return Object.fromEntries(values.map((value, index) => [`${slot}${index}`, value]));
}
