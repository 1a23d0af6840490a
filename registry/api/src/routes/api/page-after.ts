/** A page of a list, and where the next one begins; `null` after the last. */
export type PageAfter<Row> = { readonly page: readonly Row[]; readonly next: string | null };

/** Returns the first `size` of `rows`, of which one more was asked for: whether there is one tells whether another page comes. */
export function pageAfter<Row>(rows: readonly Row[], size: number, cursorOf: (row: Row) => string): PageAfter<Row> {
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return { page, next: rows.length <= size || last === undefined ? null : cursorOf(last) };
}
