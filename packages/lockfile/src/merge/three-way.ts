import { compareText } from "@larder/resolver";

/** Something as it was, and as two sides have it now. */
export type ThreeWay<Value> = { readonly base: Value; readonly ours: Value; readonly theirs: Value };

/** What comes of both sides; `undefined` when it was removed. */
export type Merged<Value> = { readonly value: Value; readonly isConflict: boolean };

/**
 * Returns what both sides come to: the side that changed it, or what `pick` keeps when both changed it
 * to something else. `pick` must not care which side is which, so that a merge does not either.
 */
export function mergeValue<Value>(
  { base, ours, theirs }: ThreeWay<Value>,
  pick: (one: Value, other: Value) => Value,
): Merged<Value> {
  const [was, mine, yours] = [textOf(base), textOf(ours), textOf(theirs)];
  if (mine === yours || yours === was) return { value: ours, isConflict: false };
  if (mine === was) return { value: theirs, isConflict: false };
  return { value: pick(ours, theirs), isConflict: true };
}

/** Keeps what is there rather than what was removed, and of two the one that `compare` puts last. */
export function pickGreater<Value>(
  compare: (one: Value, other: Value) => number,
): (one: Value | undefined, other: Value | undefined) => Value | undefined {
  return (one, other) => {
    if (one === undefined || other === undefined) return one ?? other;
    return (compare(one, other) || compareText(textOf(one), textOf(other))) < 0 ? other : one;
  };
}

/** Returns all keys of three maps, sorted. */
export function keysOf(maps: ThreeWay<ReadonlyMap<string, unknown>>): string[] {
  return [...new Set([...maps.base.keys(), ...maps.ours.keys(), ...maps.theirs.keys()])].toSorted(compareText);
}

/** Returns what the three maps have under `key`. */
export function entryOf<Value>(maps: ThreeWay<ReadonlyMap<string, Value>>, key: string): ThreeWay<Value | undefined> {
  return { base: maps.base.get(key), ours: maps.ours.get(key), theirs: maps.theirs.get(key) };
}

/** Applies `read` to each side. */
export function onEach<From, To>({ base, ours, theirs }: ThreeWay<From>, read: (side: From) => To): ThreeWay<To> {
  return { base: read(base), ours: read(ours), theirs: read(theirs) };
}

/** Two values are the same when their texts are. */
export function textOf(value: unknown): string {
  return JSON.stringify(value) ?? "";
}
