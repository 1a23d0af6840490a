/**
 * Violations that are known and accepted, each with its reason. The list only shrinks.
 *
 * A violation is written as its test prints it.
 */
const exceptions: ReadonlyMap<string, string> = new Map([]);

/** The violations that nobody has accepted, sorted. */
export function withoutExceptions(violations: readonly string[]): string[] {
  return violations.filter((violation) => !exceptions.has(violation)).toSorted();
}
