import type { JsonSchema } from "@larder/sdk";

import { isSection, type Json } from "./json-tree.ts";

/** What a text means to a schema, or why it means nothing. The reason never holds the text: it may be a secret. */
export type Coerced = { readonly value: Json } | { readonly reason: string };

const words: ReadonlyMap<string, boolean> = new Map([
  ...["true", "yes", "y", "on", "1"].map((word) => [word, true] as const),
  ...["false", "no", "n", "off", "0"].map((word) => [word, false] as const),
]);

/**
 * Returns `text`, which came from where everything is text, as the value that `schema` wants: `"8080"` is 8080 for an
 * integer, `"yes"` is true for a boolean, JSON is a list or a section. Where the schema says no type, JSON is what it
 * says and everything else is itself.
 */
export function coerceText(text: string, schema: JsonSchema): Coerced {
  const types = typesOf(schema);
  if (types.length === 0) return { value: parseJson(text) ?? text };
  for (const type of types) {
    const value = Object.hasOwn(readers, type) ? readers[type]?.(text) : undefined;
    if (value !== undefined) return { value };
  }
  return types.includes("string") ? { value: text } : { reason: `must be ${types.map(nameOfType).join(" or ")}` };
}

const readers: { readonly [type: string]: (text: string) => Json | undefined } = {
  boolean: (text) => words.get(text.trim().toLowerCase()),
  integer: (text) => (/^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : undefined),
  number: (text) => (text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined),
  null: (text) => (["", "null"].includes(text.trim()) ? null : undefined),
  array(text) {
    const value = parseJson(text);
    return Array.isArray(value) ? value : undefined;
  },
  object(text) {
    const value = parseJson(text);
    return isSection(value) ? value : undefined;
  },
};

/** Returns the types that `schema` allows, from `type` or from its constants; empty when it says none. */
function typesOf({ type, enum: values, const: constant }: JsonSchema): readonly string[] {
  if (typeof type === "string") return [type];
  if (Array.isArray(type)) return type.filter((name) => typeof name === "string");
  const constants = Array.isArray(values) ? (values as readonly Json[]) : constant === undefined ? [] : [constant];
  return [...new Set(constants.map(typeOfValue))];
}

function typeOfValue(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function nameOfType(type: string): string {
  return (Object.hasOwn(typeNames, type) ? typeNames[type] : undefined) ?? `a ${type}`;
}

const typeNames: { readonly [type: string]: string } = {
  integer: "a whole number",
  boolean: "true or false",
  array: "a list, as JSON",
  object: "a section, as JSON",
  null: "null",
};

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
