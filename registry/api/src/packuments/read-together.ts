/** The texts of so many documents are in memory at once. */
const namesMax = 100;

/**
 * Returns a function that finds one row by its name. Those who ask in one turn of the loop share one call of `list`,
 * which begins after the last of them asked: no row is older than the question. Throws what `list` throws.
 */
export function readTogether<Name extends string, Row extends { readonly name: Name }>(
  list: (names: readonly Name[]) => Promise<readonly Row[]>,
): (name: Name) => Promise<Row | undefined> {
  let asked = new Map<Name, PromiseWithResolvers<Row | undefined>>();

  const readAll = async (): Promise<void> => {
    const askers = [...asked];
    asked = new Map();
    // One after the other, so that a long list leaves the other connections to others.
    for (let from = 0; from < askers.length; from += namesMax) await readSome(askers.slice(from, from + namesMax));
  };
  const readSome = async (askers: readonly [Name, PromiseWithResolvers<Row | undefined>][]): Promise<void> => {
    try {
      const rows = new Map((await list(askers.map(([name]) => name))).map((row) => [row.name, row]));
      for (const [name, { resolve }] of askers) resolve(rows.get(name));
    } catch (error) {
      for (const [, { reject }] of askers) reject(error);
    }
  };

  return (name) => {
    if (asked.size === 0) setImmediate(() => void readAll());
    const asker = asked.get(name) ?? Promise.withResolvers<Row | undefined>();
    asked.set(name, asker);
    return asker.promise;
  };
}
