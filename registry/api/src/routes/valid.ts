import { ExpectedError } from "@larder/errors";
import type { MiddlewareHandler } from "hono";
import type { z } from "zod";

import { BodyTooLargeError } from "../publishing/publish-errors.ts";
import { findExcess, type JsonLimits } from "./find-excess.ts";
import { noteInput } from "./openapi/route-notes.ts";
import type { RegistryEnv } from "./registry-routes.ts";

type Checked<Target extends string, Schema extends z.ZodType> = {
  in: { [target in Target]: z.input<Schema> };
  out: { [target in Target]: z.output<Schema> };
};

/** Checks the parameters in the path or in the query. Throws {@link InvalidInputError} naming the first wrong one. */
export function valid<Target extends "param" | "query", Schema extends z.ZodType<object>>(
  target: Target,
  schema: Schema,
): MiddlewareHandler<object, string, Checked<Target, Schema>> {
  const check: MiddlewareHandler<object, string, Checked<Target, Schema>> = async (c, next) => {
    const value = target === "param" ? c.req.param() : c.req.query();
    c.req.addValidatedData(target, parseInput(schema, value));
    await next();
  };
  return noteInput(check, { target, schema });
}

/** Checks a JSON body, plain or in gzip, whatever its content type says. Throws {@link InvalidInputError}, {@link BodyTooLargeError}. */
export function validJson<Schema extends z.ZodType>(
  schema: Schema,
  limits: Partial<JsonLimits> = {},
): MiddlewareHandler<object, string, Checked<"json", Schema>> {
  const { bytesMax = 64 * 1024, membersMax = 1_000_000 } = limits;
  const check: MiddlewareHandler<object, string, Checked<"json", Schema>> = async (c, next) => {
    const text = await readText(c.req.raw, bytesMax);
    // The control door asks nobody who they are.
    const { identifyAgain } = c.var as Partial<RegistryEnv["Variables"]>;
    await identifyAgain?.();
    c.req.addValidatedData("json", parseInput(schema, parseJson(text, membersMax)) as object);
    await next();
  };
  return noteInput(check, { target: "json", schema });
}

/** Checks the fields of a form as browsers send it. Throws {@link InvalidInputError}, {@link BodyTooLargeError}. */
export function validForm<Schema extends z.ZodType<object>>(
  schema: Schema,
  bytesMax = 8 * 1024,
): MiddlewareHandler<object, string, Checked<"form", Schema>> {
  return async (c, next) => {
    const fields = new URLSearchParams(await readText(c.req.raw, bytesMax));
    c.req.addValidatedData("form", parseInput(schema, Object.fromEntries(fields)));
    await next();
  };
}

function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new InvalidInputError(issue?.path.join(".") ?? "", issue?.message ?? "it is wrong");
}

async function readText(request: Request, bytesMax: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // The limit is for what comes out: a few bytes of gzip may hold any number.
  const isZipped = request.headers.get("content-encoding")?.toLowerCase() === "gzip";
  for await (const chunk of isZipped ? unzipped(request) : (request.body ?? [])) {
    size += chunk.length;
    if (size > bytesMax) throw new BodyTooLargeError("body of the request", bytesMax, "Send less at a time");
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

async function* unzipped({ body }: Request): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  try {
    yield* body.pipeThrough(new DecompressionStream("gzip"));
  } catch {
    throw new InvalidInputError("", "it is not whole gzip");
  }
}

function parseJson(text: string, membersMax: number): unknown {
  const excess = findExcess(text, { membersMax });
  if (excess !== undefined) throw new InvalidInputError("", excess);
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidInputError("", "it is not JSON");
  }
}

/** A parameter, a query or a body does not have the shape that the route needs. */
export class InvalidInputError extends ExpectedError {
  readonly code = "EVALIDATION";
  /** Which part of the input; empty for the body as a whole. */
  readonly parameter: string;

  constructor(parameter: string, reason: string) {
    super(parameter === "" ? `The body of the request is wrong: ${reason}` : `\`${parameter}\` is wrong: ${reason}`);
    this.parameter = parameter;
  }
}
