/** Returns `path` with those parts of a query that are there. */
export function withQuery(path: string, query: { readonly [name: string]: string | number | undefined }): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return search === "" ? path : `${path}?${search}`;
}
