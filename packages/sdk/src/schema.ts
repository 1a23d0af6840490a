import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";

/** A JSON Schema, written as data. Draft 2020-12, and older drafts as far as they agree with it. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** How a value is described: a validator of any Standard Schema library (zod, valibot, arktype), or plain JSON Schema. */
export type Schema = StandardSchemaV1 | JsonSchema;

/**
 * The type of a value that passed `S`.
 *
 * A Standard Schema carries its type. Plain JSON Schema does not, and neither does an absent schema:
 * the handler states what it expects, as in `handler(input: { text: string })`.
 */
export type Validated<S> = [S] extends [StandardSchemaV1] ? StandardSchemaV1.InferOutput<S> : UntypedInput;

/**
 * Input whose type only the handler knows: data that its JSON Schema has checked.
 *
 * `never` would accept every annotation but give nothing to read; an index of unknown values gives
 * both, since handlers are methods and so may narrow it.
 */
export type UntypedInput = { readonly [key: string]: unknown };

/** Tells a Standard Schema from plain JSON Schema. */
export function isStandardSchema(schema: Schema): schema is StandardSchemaV1 {
  return "~standard" in schema;
}

/**
 * Returns what `schema` says as JSON Schema, for doors that describe an action: of what it takes (`input`), or of
 * what it gives back (`output`). Undefined for a validator that cannot say it.
 */
export function jsonSchemaOf(schema: Schema, side: "input" | "output" = "input"): JsonSchema | undefined {
  if (!isStandardSchema(schema)) return schema;
  const { jsonSchema } = schema["~standard"] as Partial<StandardJSONSchemaV1.Props>;
  if (jsonSchema === undefined) return undefined;
  const convert = jsonSchema[side] as StandardJSONSchemaV1.Converter["input"] | JsonSchema;
  // One that comes out of a sandbox was converted there.
  if (typeof convert !== "function") return convert;
  try {
    return convert({ target: "draft-2020-12" });
  } catch {
    // The standard lets a library refuse what JSON Schema cannot express, such as a transformation.
    return undefined;
  }
}
