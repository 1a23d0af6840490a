import type { JsonSchema } from "@larder/sdk";

import type { ActionDescription } from "./describe-action.ts";
import { operationIdOf } from "./operation-id.ts";

/** An OpenAPI 3.1 document, as JSON. */
export type OpenApiDocument = {
  readonly openapi: string;
  readonly info: object;
  readonly paths: { readonly [path: string]: { readonly [method: string]: object } };
  readonly components: object;
  readonly [field: string]: unknown;
};

/** What every failure is answered with, at either door. */
const failure = {
  type: "object",
  required: ["code"],
  properties: {
    error: { type: "string", description: "One sentence; `msg` below `/ipc`" },
    msg: { type: "string" },
    code: { type: "string", description: "A word in snake case, such as `invalid_input`" },
    hint: { type: "string" },
    details: { type: "object" },
  },
};

/** Returns the document of a host that answers `actions`. The same actions give the same document. */
export function createOpenApi(actions: readonly ActionDescription[], version: string): OpenApiDocument {
  return {
    openapi: "3.1.1",
    info: {
      title: "Actions of a Larder host",
      version,
      description: "What the packages of this host answer. Made from what is loaded now.",
    },
    servers: [{ url: ".." }],
    paths: Object.fromEntries(actions.map((action) => [action.path, operationsOf(action)])),
    components: {
      schemas: { Failure: failure },
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "A token of this host" },
        pluginKey: { type: "apiKey", in: "header", name: "X-Plugin-Key" },
      },
    },
  };
}

function operationsOf(action: ActionDescription): { readonly [method: string]: object } {
  const { kind, input } = action;
  const post = operationOf(action, "post", {
    requestBody: {
      required: needsInput(input),
      content: { "application/json": { schema: bodySchema(action) } },
    },
  });
  if (kind !== "method") return { post };
  return { get: operationOf(action, "get", { parameters: parametersOf(input) }), post };
}

function operationOf(action: ActionDescription, method: string, request: object): object {
  const { name, package: packageName, owner, description, access } = action;
  return {
    operationId: operationIdOf(action, method),
    tags: [`${packageName} ${owner}`],
    summary: description ?? name,
    "x-larder-action": name,
    "x-larder-access": access,
    // Without accounts a host asks nobody.
    security: access === "public" ? [{}] : [{}, { token: [] }, { pluginKey: [] }],
    ...request,
    responses: {
      200: { description: "The result", content: { "application/json": { schema: answerSchema(action) } } },
      default: {
        description: "A refusal or a failure",
        content: { "application/json": { schema: { $ref: "#/components/schemas/Failure" } } },
      },
    },
  };
}

function bodySchema({ name, field, input }: ActionDescription): object {
  return {
    type: "object",
    ...(needsInput(input) ? { required: [field] } : {}),
    properties: { [field]: input === undefined ? {} : embedded(input, `${name}/input`) },
  };
}

function answerSchema({ name, kind, output }: ActionDescription): object {
  const result = output === undefined ? {} : embedded(output, `${name}/output`);
  if (kind === "method") return result;
  const word = { type: "string" };
  return {
    type: "object",
    required: ["status", "plugin", "action", "result"],
    properties: { status: { const: "ok" }, plugin: word, action: word, result },
  };
}

/** The parameters of a query: each property of an input that is an object. */
function parametersOf(input: JsonSchema | undefined): readonly object[] {
  const properties = input?.["properties"];
  if (typeof properties !== "object" || properties === null) return [];
  const required = input?.["required"];
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: Array.isArray(required) && required.includes(name),
    schema: typeof schema === "object" && !JSON.stringify(schema).includes('"$ref"') ? (schema as object) : {},
  }));
}

function needsInput(input: JsonSchema | undefined): boolean {
  const required = input?.["required"];
  return Array.isArray(required) && required.length > 0;
}

/** Returns `schema` as a part of the document: what it refers to inside itself is found by an id of its own. */
function embedded({ $schema: _draft, ...schema }: JsonSchema, id: string): object {
  const refersToItself = JSON.stringify(schema).includes('"$ref":"#');
  return refersToItself && schema["$id"] === undefined
    ? { $id: `larder:${encodeURI(id.toWellFormed())}`, ...schema }
    : schema;
}
