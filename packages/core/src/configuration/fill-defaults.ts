import type { JsonSchema } from "@larder/sdk";

import { isSection, type Json, type JsonObject } from "./json-tree.ts";
import { propertiesOf, requiredOf, resolve, shapeOf } from "./settings.ts";

/**
 * Returns `values` with the defaults of `schema` where nothing stands.
 *
 * A section that is missing is made where it must be there, or where its defaults make it whole: a section that
 * nobody asked for must not ask for more. One of a schema that refers to itself is never made.
 */
export function fillDefaults(schema: JsonSchema, values: JsonObject): JsonObject {
  return fill(schema, resolve(schema, schema), values, []);
}

/** `above` has the shapes of what `part` stands in. */
function fill(root: JsonSchema, part: JsonSchema, values: JsonObject, above: readonly unknown[]): JsonObject {
  const filled = new Map(Object.entries(values));
  const required = requiredOf(root, part);
  const here = [...above, shapeOf(part)];
  for (const [name, property] of propertiesOf(root, part)) {
    const full = resolve(root, property);
    const present = filled.get(name);
    const value = present ?? defaultOf(full);
    const made = isSection(value) ? fill(root, full, value, here) : value;
    const section = made ?? (present === undefined ? sectionOf(root, full, required.has(name), here) : undefined);
    if (section !== undefined) filled.set(name, section);
  }
  return Object.fromEntries(filled);
}

function defaultOf(schema: JsonSchema): Json | undefined {
  return structuredClone(schema["default"]) as Json | undefined;
}

function sectionOf(
  root: JsonSchema,
  part: JsonSchema,
  isRequired: boolean,
  above: readonly unknown[],
): JsonObject | undefined {
  if (propertiesOf(root, part).size === 0 || above.includes(shapeOf(part))) return undefined;
  const made = fill(root, part, {}, above);
  const isWhole =
    Object.keys(made).length > 0 && [...requiredOf(root, part)].every((name) => Object.hasOwn(made, name));
  return isRequired || isWhole ? made : undefined;
}
