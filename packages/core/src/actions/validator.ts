import { isStandardSchema, type JsonSchema, type Schema } from "@larder/sdk";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

import { UnboundedWorkError, withinBounds } from "../configuration/bounded-work.ts";

/** What is wrong with one value, and where: `/values/0`; empty for the whole. */
export type InputProblem = { readonly path: string; readonly message: string };

/** The value as its schema gives it back, or what is wrong with it. */
export type Validation =
  | { readonly valid: true; readonly value: unknown }
  | { readonly valid: false; readonly problems: readonly InputProblem[] };

/** Checks values against one schema. */
export type Validator = (value: unknown) => Validation | Promise<Validation>;

/**
 * Returns the validator of `schema`. It may fill defaults into the value, so give it one that is yours.
 *
 * @throws when `schema` is a JSON Schema that means nothing.
 */
export function createValidator(schema: Schema): Validator {
  if (!isStandardSchema(schema)) return createJsonValidator(schema);
  return async (value) => {
    const result = await schema["~standard"].validate(value);
    if (result.issues === undefined) return { valid: true, value: result.value };
    return {
      valid: false,
      problems: result.issues.map((issue) => ({
        path: (issue.path ?? []).map((step) => `/${String(typeof step === "object" ? step.key : step)}`).join(""),
        message: issue.message,
      })),
    };
  };
}

function createJsonValidator(schema: JsonSchema): Validator {
  const check = compile(schema, false);
  return inItsTime<unknown, Validation>(schema, {
    check: (value) => (check(value) ? { valid: true, value } : { valid: false, problems: problemsOf(check) }),
    refuse: (message) => ({ valid: false, problems: [{ path: "", message }] }),
  });
}

/** The longest that one value may take to be checked, in milliseconds: most take microseconds. */
const checkMsMax = 100;
/** What a schema needs for its check to take longer than its own length times that of a value: it is ended in time. */
const costly = /"(?:pattern|patternProperties|uniqueItems|\$(?:ref|dynamicRef|recursiveRef))":/;
/** So many letters of a schema are quick to check, whatever they say. */
const quickLength = 1000;
/** A check that took too long is not tried again for so many times as long: who sends such values gets no more of the host. */
const restFactor = 100;

/**
 * Returns `check`; where `schema` may make it take long, it is ended in time, and answers with `refuse` for a while.
 * Schemas are the packages' own, and are checked in the host: none of them may hold it up.
 */
function inItsTime<Value, Result>(
  schema: JsonSchema,
  { check, refuse }: { check: (value: Value) => Result; refuse: (message: string) => Result },
): (value: Value) => Result {
  const text = JSON.stringify(schema);
  if (text.length <= quickLength && !costly.test(text)) return check;
  let restsUntilMs = 0;
  return (value) => {
    if (performance.now() < restsUntilMs) return refuse("cannot be checked for a while: another value took too long");
    try {
      return withinBounds(() => check(value), checkMsMax);
    } catch (failure) {
      if (!(failure instanceof UnboundedWorkError)) throw failure;
      restsUntilMs = performance.now() + restFactor * checkMsMax;
      return refuse(`cannot be checked: that ${failure.message}`);
    }
  };
}

/** Returns the parameters of a URL as what `schema` describes: `"7"` becomes 7 where a number is wanted. */
export function coerceParameters(schema: Schema | undefined, parameters: Parameters): unknown {
  if (schema === undefined || isStandardSchema(schema)) return parameters;
  const coerce = coercers.get(schema) ?? createCoercer(schema);
  coercers.set(schema, coerce);
  return coerce(parameters);
}

type Parameters = { readonly [name: string]: unknown };

/** What takes too long stays as it is: the check that follows says what is wrong with it. */
function createCoercer(schema: JsonSchema): (parameters: Parameters) => Parameters {
  const fill = compile(schema, true);
  const coerce = inItsTime<Parameters, Parameters | undefined>(schema, {
    check(parameters) {
      const copy = { ...parameters };
      fill(copy);
      return copy;
    },
    refuse: () => undefined,
  });
  return (parameters) => coerce(parameters) ?? parameters;
}

/** Kept only as long as the schema itself. */
const coercers = new WeakMap<JsonSchema, (parameters: Parameters) => Parameters>();

/** Checks schemas themselves. It compiles the rules for that once, which takes longer than compiling most schemas. */
const schemaRules = new Ajv2020({ strict: false, logger: false });

/**
 * Compiles with an instance of its own: a shared one would remember the schemas of every plugin that
 * was ever loaded.
 */
function compile({ $schema: _draft, ...schema }: JsonSchema, coerceTypes: boolean): ValidateFunction {
  // An asynchronous schema would answer with a promise, which looks valid.
  if (schema["$async"] === true) throw new TypeError("A JSON Schema cannot be `$async` here");
  if (schemaRules.validateSchema(schema) !== true) {
    throw new TypeError(
      `A JSON Schema is invalid: ${schemaRules.errorsText(schemaRules.errors, { dataVar: "schema" })}`,
    );
  }
  const own = new Ajv2020({
    allErrors: true,
    // One value of a URL may be a list of one.
    coerceTypes: coerceTypes ? "array" : false,
    logger: false,
    meta: false,
    strict: false,
    useDefaults: true,
    validateSchema: false,
  });
  return own.compile(schema);
}

function problemsOf(check: ValidateFunction): readonly InputProblem[] {
  return (check.errors ?? []).map((problem) => ({
    path: problem.instancePath,
    message: problem.message ?? "is invalid",
  }));
}
