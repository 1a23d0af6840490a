import { IncompatibleStateError, UnknownInstalledPackageError } from "./lifecycle-errors.ts";
import type { PackageGraph } from "./package-graph.ts";
import type { RecordBook } from "./package-records.ts";

/** Returns `name` when the host has that package. Throws {@link UnknownInstalledPackageError}. */
export function assertKnown(graph: PackageGraph, name: string): string {
  if (graph.find(name) !== undefined) return name;
  const known = graph.list().map((supervised) => supervised.name);
  throw new UnknownInstalledPackageError(name, known);
}

/** Has the operator disabled the package? */
export function isDisabled(book: RecordBook, name: string): boolean {
  return book.get(name).desired === "disabled";
}

/** Throws {@link IncompatibleStateError} for a disabled package that is to start, for `starting` or for itself. */
export function assertEnabled(book: RecordBook, name: string, starting: string): void {
  if (!isDisabled(book, name)) return;
  const why =
    name === starting ? "is disabled, so it cannot be started" : `is disabled, and \`${starting}\` requires it`;
  throw new IncompatibleStateError(name, why, `Enable it with \`larder enable ${name}\``);
}

/** Throws {@link IncompatibleStateError} for a package that the host always runs; `participle` says what cannot be. */
export function assertFree(graph: PackageGraph, name: string, participle: string): void {
  assertKnown(graph, name);
  if (graph.find(name)?.isRequired !== true) return;
  const why = `is required by this host, so it cannot be ${participle}`;
  throw new IncompatibleStateError(name, why, "`required` of larder.yaml says so");
}

/** Throws {@link IncompatibleStateError} for a package that the host, or another package, requires. */
export function assertRemovable(graph: PackageGraph, name: string): void {
  assertFree(graph, name, "removed");
  assertUnneeded(name, [...graph.dependantsOf(name)]);
}

/** Throws {@link IncompatibleStateError} for a package that `dependants` require, other than itself. */
export function assertUnneeded(name: string, dependants: readonly string[]): void {
  const others = dependants.filter((other) => other !== name).toSorted();
  if (others.length === 0) return;
  const names = others.map((other) => `\`${other}\``).join(", ");
  throw new IncompatibleStateError(name, `is required by ${names}, so it cannot be removed`, "Remove those first");
}
