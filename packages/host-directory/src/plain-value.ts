import { HostError } from "./host-error.ts";

/**
 * Returns what `read` makes of a YAML document of the file `place`. An alias is followed only there: throws
 * {@link HostError} for one that leads nowhere, to more than anybody writes, or to what it stands in.
 */
export function plainValueOf(read: () => unknown, place: string): unknown {
  try {
    const value = read();
    if (!holdsItself(value, [])) return value;
    throw new HostError(place, "is no plain data: an alias (`*name`) leads to what it stands in");
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new HostError(place, `is not YAML: ${error.message}`);
  }
}

function holdsItself(value: unknown, above: readonly unknown[]): boolean {
  if (typeof value !== "object" || value === null) return false;
  return above.includes(value) || Object.values(value).some((below) => holdsItself(below, [...above, value]));
}
