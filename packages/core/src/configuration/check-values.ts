import type { JsonSchema } from "@larder/sdk";
import { Ajv, type ErrorObject, type Options, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";

import { boundedPattern } from "./bounded-pattern.ts";
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
 * Checks `values` against `schema`, draft 2020-12, or draft-07 where `$schema` says so. What stands in lists also gets
 * its defaults. No reason holds a value.
 *
 * @throws TypeError when `schema` is none, or a pattern of it takes too long.
 */
export function checkValues(schema: JsonSchema, values: JsonObject): Checked {
  const copy: JsonObject = structuredClone(values);
  // Most packages have no configuration, and compiling takes longer than all the rest of reading them.
  if (Object.keys(schema).length === 0) return { values: copy, faults: [] };
  const check = compile(schema);
  return { values: copy, faults: check(copy) ? [] : (check.errors ?? []).map(toFault) };
}

const options: Options = {
  allErrors: true,
  code: { regExp: boundedPattern },
  logger: false,
  meta: false,
  strict: false,
  useDefaults: true,
  validateSchema: false,
};

/** They check schemas themselves, and compile the rules for that once. */
const schemaRules = new Ajv2020({ logger: false, strict: false });
const olderSchemaRules = new Ajv({ logger: false, strict: false });

/** Each schema has an instance of its own: a shared one would remember those of every package. */
function compile(schema: JsonSchema): ValidateFunction {
  const { $schema: draft, ...rules } = schema;
  // An asynchronous schema would answer with a promise, which looks valid.
  if (rules["$async"] === true) throw new TypeError("it is `$async`");
  const isOlder = typeof draft === "string" && /draft-0[67]/.test(draft);
  const known = isOlder ? olderSchemaRules : schemaRules;
  if (known.validateSchema(rules) !== true) throw new TypeError(known.errorsText(known.errors, { dataVar: "schema" }));
  try {
    return (isOlder ? new Ajv(options) : new Ajv2020(options)).compile(rules);
  } catch (cause) {
    // A reference that leads nowhere, or a pattern that is none.
    throw new TypeError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
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
