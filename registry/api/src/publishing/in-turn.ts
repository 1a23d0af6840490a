import { ExpectedError } from "@larder/errors";
import type { PackageName } from "@larder/package-spec";
import type { RegistryDatabase } from "@larder/registry-database";

const waitMsMax = 5000;

/** Package → when the last of those who change it here has ended. */
type Turns = Map<PackageName, Promise<void>>;

const turnsOf = new WeakMap<RegistryDatabase, Turns>();

/**
 * Runs `work`, which changes some packages in one transaction, when nobody else of this process changes one of them.
 *
 * On a server each of them would wait for the row of the package, with a connection that others need: ten publishes of
 * one package would hold up all. PGlite has one connection, and commits together whoever waits for it.
 *
 * Throws {@link PackageBusyError}.
 */
export function inTurn<Result>(
  database: RegistryDatabase,
  names: readonly PackageName[],
  work: () => Promise<Result>,
): Promise<Result> {
  if (database.engine === "pglite") return work();
  const turns: Turns = turnsOf.get(database) ?? new Map();
  turnsOf.set(database, turns);
  // In the order of the names, as the rows are locked, so that no two wait for each other.
  return [...new Set(names)].toSorted().reduceRight((next, name) => () => afterOthers(turns, name, next), work)();
}

async function afterOthers<Result>(turns: Turns, name: PackageName, work: () => Promise<Result>): Promise<Result> {
  const others = turns.get(name);
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const turn = others === undefined ? ended : others.then(() => ended);
  turns.set(name, turn);
  try {
    if (others !== undefined) await waitFor(others, name);
    return await work();
  } finally {
    end();
    if (turns.get(name) === turn) turns.delete(name);
  }
}

async function waitFor(others: Promise<void>, name: PackageName): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const impatience = setTimeout(() => reject(new PackageBusyError(name)), waitMsMax);
  try {
    await Promise.race([others, late]);
  } finally {
    clearTimeout(impatience);
  }
}

/** Others change the package, and do not come to an end. */
export class PackageBusyError extends ExpectedError {
  readonly code = "EUNAVAILABLE";
  readonly packageName: PackageName;
  readonly retryAfterSeconds = 2;

  constructor(packageName: PackageName) {
    super(`Too many change \`${packageName}\` at this moment`, { hint: "Try again in a few seconds" });
    this.packageName = packageName;
  }
}
