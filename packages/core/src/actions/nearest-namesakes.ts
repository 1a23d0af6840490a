import { hostPackage } from "./action.ts";

/** Who looks a name up: the same name may mean another thing to another package. */
export type NameOrigin = {
  readonly packageName: string;
  /** The packages that it requires. */
  readonly requires: readonly string[];
};

/**
 * Returns those of `namesakes` that are nearest to `origin`; more than one is ambiguous, to whoever asked.
 *
 * A short name means, in this order: the host's own, the asking package's own, one of the `@local` scope, one of a
 * package that it requires, the only one there is.
 */
export function nearestNamesakes<Thing extends { readonly packageName: string }>(
  namesakes: readonly Thing[],
  origin: NameOrigin | undefined,
): readonly Thing[] {
  const circles: readonly ((packageName: string) => boolean)[] = [
    (packageName) => packageName === hostPackage,
    (packageName) => packageName === origin?.packageName,
    (packageName) => packageName.startsWith("@local/"),
    (packageName) => origin?.requires.includes(packageName) ?? false,
    () => true,
  ];
  for (const isInCircle of circles) {
    const nearest = namesakes.filter(({ packageName }) => isInCircle(packageName));
    if (nearest.length > 0) return nearest;
  }
  return [];
}
