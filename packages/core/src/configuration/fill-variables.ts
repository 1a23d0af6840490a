import { coerceText } from "./coerce-text.ts";
import { type Environment, readVariable } from "./environment.ts";
import { formatPath, isSection, type Json, type JsonObject, type Path } from "./json-tree.ts";
import type { Setting } from "./settings.ts";

/** Values with the variables in their texts filled in, and the variables that nobody set. */
export type Filled = {
  readonly values: JsonObject;
  readonly missing: readonly { readonly path: Path; readonly variable: string }[];
};

/**
 * Returns `values` with each `${NAME}` in a text as `environment` has it; a text that is nothing but one becomes what
 * its setting wants, a number or a list. `$${NAME}` is the text `${NAME}` itself.
 */
export function fillVariables(values: JsonObject, environment: Environment, settings: readonly Setting[]): Filled {
  const missing: { path: Path; variable: string }[] = [];
  const schemas = new Map(settings.map(({ path, schema }) => [formatPath(path), schema]));

  function fill(value: Json, path: Path): Json {
    if (typeof value === "string") return fillText(value, path);
    if (Array.isArray(value)) return value.map((item: Json, index) => fill(item, [...path, String(index)]));
    return isSection(value) ? fillSection(value, path) : value;
  }

  function fillSection(section: JsonObject, path: Path): JsonObject {
    return Object.fromEntries(Object.entries(section).map(([key, value]) => [key, fill(value, [...path, key])]));
  }

  function fillText(text: string, path: Path): Json {
    const filled = text.replaceAll(/\$(\$?)\{([A-Za-z_]\w*)\}/g, (written, escape: string, variable: string) => {
      if (escape !== "") return written.slice(1);
      const value = readVariable(environment, variable);
      if (value === undefined) missing.push({ path, variable });
      return value ?? "";
    });
    const schema = isReference(text) ? schemas.get(formatPath(path)) : undefined;
    const coerced = schema === undefined ? { value: filled } : coerceText(filled, schema);
    return "value" in coerced ? coerced.value : filled;
  }

  return { values: fillSection(values, []), missing };
}

/** Is `text` one variable, and nothing else? */
export function isReference(text: string): boolean {
  return /^\$\{[A-Za-z_]\w*\}$/.test(text);
}
