import type { Environment } from "./environment-layer.ts";
import { isSection, type Json, type JsonObject, type Path } from "./json-tree.ts";

/** Values with the variables in their texts filled in, and the variables that nobody set. */
export type Filled = {
  readonly values: JsonObject;
  readonly missing: readonly { readonly path: Path; readonly variable: string }[];
};

/** Returns `values` with each `${NAME}` in a text as `environment` has it. `$${NAME}` is the text `${NAME}` itself. */
export function fillVariables(values: JsonObject, environment: Environment): Filled {
  const missing: { path: Path; variable: string }[] = [];

  function fill(value: Json, path: Path): Json {
    if (typeof value === "string") return fillText(value, path);
    if (Array.isArray(value)) return value.map((item, index) => fill(item as Json, [...path, String(index)]));
    return isSection(value) ? fillSection(value, path) : value;
  }

  function fillSection(section: JsonObject, path: Path): JsonObject {
    return Object.fromEntries(Object.entries(section).map(([key, value]) => [key, fill(value, [...path, key])]));
  }

  function fillText(text: string, path: Path): string {
    return text.replaceAll(/\$(\$?)\{([A-Za-z_]\w*)\}/g, (written, escape: string, variable: string) => {
      if (escape !== "") return written.slice(1);
      const value = environment[variable];
      if (value === undefined) missing.push({ path, variable });
      return value ?? "";
    });
  }

  return { values: fillSection(values, []), missing };
}
