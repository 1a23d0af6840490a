import type { JsonSchema } from "@larder/sdk";
import { Ajv, type Options, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";

const options: Options = {
  allErrors: true,
  logger: false,
  meta: false,
  strict: false,
  useDefaults: true,
  validateSchema: false,
};

/** They check schemas themselves, and compile the rules for that once, which takes longer than compiling most schemas. */
const schemaRules = new Ajv2020({ logger: false, strict: false });
const olderSchemaRules = new Ajv({ logger: false, strict: false });

/**
 * Returns what checks values against `schema`: draft 2020-12, or draft-07 where `$schema` says so, with the formats that
 * they define. It fills defaults into the values.
 *
 * Each schema has an instance of its own: a shared one would remember those of every package that was ever loaded.
 *
 * @throws TypeError when `schema` is none, saying why.
 */
export function compileSchema(schema: JsonSchema, more: Pick<Options, "coerceTypes"> = {}): ValidateFunction {
  const { $schema: draft, ...rules } = schema;
  // An asynchronous schema would answer with a promise, which looks valid.
  if (rules["$async"] === true) throw new TypeError("it is `$async`");
  const isOlder = typeof draft === "string" && /draft-0[67]/.test(draft);
  const known = isOlder ? olderSchemaRules : schemaRules;
  if (known.validateSchema(rules) !== true) throw new TypeError(known.errorsText(known.errors, { dataVar: "schema" }));
  const own = isOlder ? new Ajv({ ...options, ...more }) : new Ajv2020({ ...options, ...more });
  formats.default(own);
  try {
    return own.compile(rules);
  } catch (cause) {
    // A reference that leads nowhere, or a pattern that is none.
    throw new TypeError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
