/** Plain data. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A map of plain data: a configuration, or a section of one. */
export type JsonObject = { readonly [key: string]: Json };

/** The keys from the whole to one place in it. */
export type Path = readonly string[];

/** Is `value` a section: an object that is neither an array nor null? */
export function isSection(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns the path that `text` names: `smtp.host`. A dot that belongs to a key is written `\.`. */
export function parsePath(text: string): Path {
  if (text === "") return [];
  return text.split(/(?<!\\)\./).map((key) => key.replaceAll("\\.", "."));
}

/** Returns `path` as a person writes it: `smtp.host`; empty for the whole. */
export function formatPath(path: Path): string {
  return path.map((key) => key.replaceAll(".", "\\.")).join(".");
}

/** Does `path` lead to `above` itself, or to something below it? */
export function isWithin(path: Path, above: Path): boolean {
  return above.every((key, index) => path[index] === key);
}

/** Returns what stands at `path` in `tree`; undefined for nothing. Only own keys count. */
export function valueAt(tree: Json | undefined, path: Path): Json | undefined {
  return path.reduce<Json | undefined>(
    (value, key) => (isSection(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    tree,
  );
}

/** Returns `tree` with `value` at `path`; what was no section on the way there becomes one. */
export function withValue(tree: JsonObject, path: Path, value: Json): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) return isSection(value) ? value : tree;
  const below = Object.hasOwn(tree, key) ? tree[key] : undefined;
  return withKey(tree, key, rest.length === 0 ? value : withValue(isSection(below) ? below : {}, rest, value));
}

/** Returns `tree` without what stands at `path`; sections that are empty then go too. */
export function withoutValue(tree: JsonObject, path: Path): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined || !Object.hasOwn(tree, key)) return tree;
  const below = tree[key];
  const left = rest.length > 0 && isSection(below) ? withoutValue(below, rest) : undefined;
  if (left === below) return tree;
  if (left !== undefined && Object.keys(left).length > 0) return withKey(tree, key, left);
  return Object.fromEntries(Object.entries(tree).filter(([name]) => name !== key));
}

/** Returns both trees as one: sections are merged, and of everything else the upper one's counts. */
export function mergeTrees(lower: JsonObject, upper: JsonObject): JsonObject {
  const merged = new Map(Object.entries(lower));
  for (const [key, value] of Object.entries(upper)) {
    const below = merged.get(key);
    merged.set(key, isSection(below) && isSection(value) ? mergeTrees(below, value) : value);
  }
  return Object.fromEntries(merged);
}

/** Returns the paths of everything in `tree` that is no section, and of empty sections. */
export function leavesOf(tree: JsonObject, above: Path = []): readonly (readonly [Path, Json])[] {
  return Object.entries(tree).flatMap(([key, value]): readonly (readonly [Path, Json])[] => {
    const path = [...above, key];
    return isSection(value) && Object.keys(value).length > 0 ? leavesOf(value, path) : [[path, value]];
  });
}

/** `fromEntries` makes `__proto__` a key like any other. */
function withKey(tree: JsonObject, key: string, value: Json): JsonObject {
  const entries = new Map(Object.entries(tree));
  entries.set(key, value);
  return Object.fromEntries(entries);
}
