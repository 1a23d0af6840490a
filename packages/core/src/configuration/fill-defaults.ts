import type { JsonSchema } from "@larder/sdk";

import { isSection, type Json, type JsonObject } from "./json-tree.ts";
import { propertiesOf, requiredOf, resolve } from "./settings.ts";

const depthMax = 12;

/**
 * Returns `values` with the defaults of `schema` where nothing stands.
 *
 * A section that is missing is made where it must be there, or where its defaults make it whole: a section that
 * nobody asked for must not ask for more.
 */
export function fillDefaults(schema: JsonSchema, values: JsonObject): JsonObject {
  return fill(schema, resolve(schema, schema), values, 0);
}

function fill(root: JsonSchema, part: JsonSchema, values: JsonObject, depth: number): JsonObject {
  if (depth === depthMax) return values;
  const filled = new Map(Object.entries(values));
  const required = requiredOf(root, part);
  for (const [name, property] of propertiesOf(root, part)) {
    const full = resolve(root, property);
    const present = filled.get(name);
    const value = present ?? defaultOf(full);
    const made = isSection(value) ? fill(root, full, value, depth + 1) : value;
    const section = made ?? (present === undefined ? sectionOf(root, full, required.has(name), depth) : undefined);
    if (section !== undefined) filled.set(name, section);
  }
  return Object.fromEntries(filled);
}

function defaultOf(schema: JsonSchema): Json | undefined {
  return structuredClone(schema["default"]) as Json | undefined;
}

function sectionOf(root: JsonSchema, part: JsonSchema, isRequired: boolean, depth: number): JsonObject | undefined {
  if (propertiesOf(root, part).size === 0) return undefined;
  const made = fill(root, part, {}, depth + 1);
  const isWhole =
    Object.keys(made).length > 0 && [...requiredOf(root, part)].every((name) => Object.hasOwn(made, name));
  return isRequired || isWhole ? made : undefined;
}
