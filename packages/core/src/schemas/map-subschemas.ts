/** What stands in a schema that is no schema, so that nothing in it is a reference. */
const values: ReadonlySet<string> = new Set(["const", "default", "enum", "examples"]);

/** What holds schemas by names of the author's own, which may be those of keywords. */
const maps: ReadonlySet<string> = new Set([
  "$defs",
  "definitions",
  "dependentSchemas",
  "patternProperties",
  "properties",
]);

/** Returns `schema` with what `visit` makes of everything in it that is a schema, or holds some. */
export function mapSubschemas(
  schema: object,
  visit: (node: unknown) => unknown,
): { readonly [keyword: string]: unknown } {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (values.has(keyword)) return [keyword, value as unknown];
      return [keyword, maps.has(keyword) && isMap(value) ? mapValues(value, visit) : visit(value)];
    }),
  );
}

function isMap(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapValues(map: object, visit: (node: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, visit(value)]));
}
