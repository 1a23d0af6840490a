/**
 * Returns `schema`, a JSON Schema, as a type of TypeScript. What it cannot say becomes `unknown`; nothing of the schema
 * is written but as a literal, so that a package cannot write code.
 */
export function printType(schema: unknown): string {
  if (typeof schema !== "object" || schema === null) return "unknown";
  const { const: constant, enum: values, anyOf, oneOf, type } = schema as { readonly [keyword: string]: unknown };
  if (constant !== undefined) return printLiteral(constant);
  if (Array.isArray(values)) return union(values.map(printLiteral));
  const variants = anyOf ?? oneOf;
  if (Array.isArray(variants)) return union(variants.map(printType));
  if (Array.isArray(type)) return union(type.map((one) => printType({ ...schema, type: one as unknown })));
  return printNamed(type, schema as { readonly [keyword: string]: unknown });
}

function printNamed(type: unknown, schema: { readonly [keyword: string]: unknown }): string {
  switch (type) {
    case "string":
    case "boolean":
    case "null":
      return type;
    case "integer":
    case "number":
      return "number";
    case "array":
      return `readonly (${printType(schema["items"])})[]`;
    case "object":
      return printObject(schema);
    default:
      return "unknown";
  }
}

function printObject({ properties, required }: { readonly [keyword: string]: unknown }): string {
  if (typeof properties !== "object" || properties === null) return "{ readonly [name: string]: unknown }";
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  const members = Object.entries(properties).map(([name, schema]) => {
    const mark = needed.includes(name) ? "" : "?";
    return `readonly ${JSON.stringify(name)}${mark}: ${printType(schema)}`;
  });
  return members.length === 0 ? "{ readonly [name: string]: unknown }" : `{ ${members.join("; ")} }`;
}

function printLiteral(value: unknown): string {
  return value === null || ["string", "number", "boolean"].includes(typeof value) ? JSON.stringify(value) : "unknown";
}

function union(types: readonly string[]): string {
  return types.length === 0 ? "never" : [...new Set(types)].join(" | ");
}
