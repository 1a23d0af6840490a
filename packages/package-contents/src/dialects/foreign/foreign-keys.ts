import type { Json, JsonObject } from "@larder/packument";

/** What a manifest of another system holds. */
export type Keys = { readonly [key: string]: unknown };

/** Is `value` a map? */
export function isKeys(value: unknown): value is Keys {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** Returns the map under `key`; an empty one for anything else. */
export function keysAt(keys: Keys, key: string): Keys {
  const value = keys[key];
  return isKeys(value) ? value : {};
}

/** Returns the list under `key`; an empty one for anything else. */
export function listAt(keys: Keys, key: string): readonly unknown[] {
  const value = keys[key];
  return Array.isArray(value) ? value : [];
}

/** Returns the text under `key`, also of a number; undefined for anything else, and for an empty one. */
export function textAt(keys: Keys, key: string): string | undefined {
  const value = keys[key];
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** Returns the number under `key`, also of a text; undefined for anything else. */
export function numberAt(keys: Keys, key: string): number | undefined {
  const value = Number(textAt(keys, key) ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}

/** Returns the truth under `key`, also of `"true"`, `yes`, `on` and 1. */
export function truthAt(keys: Keys, key: string): boolean | undefined {
  const value = keys[key];
  if (typeof value === "boolean") return value;
  const text = textAt(keys, key)?.toLowerCase();
  if (text === undefined) return undefined;
  return ["true", "yes", "on", "1"].includes(text);
}

/** Returns what of `keys` is under none of the known `names`. */
export function otherKeys(keys: Keys, names: readonly string[]): Keys {
  return Object.fromEntries(Object.entries(keys).filter(([name]) => !names.includes(name)));
}

/** Returns the entries of `keys` that are there. */
export function present(keys: Keys): Keys {
  return Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined));
}

/** Returns `keys` as JSON has it: dates as texts, and nothing that it cannot say. */
export function toJson(keys: Keys): JsonObject {
  return JSON.parse(
    JSON.stringify(keys, (_, value: unknown) => (typeof value === "bigint" ? Number(value) : value)),
  ) as {
    readonly [key: string]: Json;
  };
}
