import type { JsonSchema } from "@larder/sdk";
import type { ErrorObject } from "ajv";

import { compileSchema } from "./compile-schema.ts";
import type { JsonObject, Path } from "./json-tree.ts";

/** Why a value does not fit its schema. */
export type Fault = {
  readonly path: Path;
  readonly reason: string;
  /** Is it only not there? */
  readonly isMissing: boolean;
};

/** Values as their schema leaves them, with what is wrong with them. */
export type Checked = { readonly values: JsonObject; readonly faults: readonly Fault[] };

/**
 * Checks `values` against `schema`. What stands in lists also gets its defaults. No reason holds a value.
 *
 * @throws TypeError when `schema` is none.
 */
export function checkValues(schema: JsonSchema, values: JsonObject): Checked {
  const copy: JsonObject = structuredClone(values);
  // Most packages have no configuration, and compiling takes longer than all the rest of reading them.
  if (Object.keys(schema).length === 0) return { values: copy, faults: [] };
  const check = compileSchema(schema);
  return { values: copy, faults: check(copy) ? [] : (check.errors ?? []).map(toFault) };
}

function toFault({ keyword, instancePath, params, message }: ErrorObject): Fault {
  const path = instancePath.split("/").slice(1).map(decodeStep);
  const named: unknown = params[nameParameters[keyword] ?? ""];
  return {
    path: typeof named === "string" ? [...path, named] : path,
    reason: reasons[keyword]?.(params) ?? message ?? "is invalid",
    isMissing: keyword === "required",
  };
}

/** Where a failure is about a key of the place that it names. */
const nameParameters: { readonly [keyword: string]: string } = {
  required: "missingProperty",
  additionalProperties: "additionalProperty",
  unevaluatedProperties: "unevaluatedProperty",
};

const reasons: { readonly [keyword: string]: (params: { readonly [name: string]: unknown }) => string } = {
  required: () => "is not set",
  additionalProperties: () => "is no setting of it",
  unevaluatedProperties: () => "is no setting of it",
  enum: ({ allowedValues }) => `must be one of ${(allowedValues as readonly unknown[]).map(code).join(", ")}`,
  const: ({ allowedValue }) => `must be ${code(allowedValue)}`,
};

function code(value: unknown): string {
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

function decodeStep(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}
