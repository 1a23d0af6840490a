import { z } from "zod";
import {
  createDocument,
  type CreateDocumentOptions,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiResponsesObject,
} from "zod-openapi";

import { failure } from "../api/answers/failure.ts";
import { type DescribedRoute, documentPath } from "./described-route.ts";
import type { Operation } from "./route-notes.ts";

/** The document itself, as `GET /-/api/v1/openapi.json` sends it. */
export type ApiDocument = ReturnType<typeof createDocument>;

/** The version of the API: of the document, not of the registry. */
const apiVersion = "1.0.0";

const intro = [
  "What a registry knows beyond npm's protocol: what is inside packages, and who may do what.",
  "Answers may gain fields, so that a client ignores those that it does not know.",
  "Lists are read by the page: `from` and `size`, or `after`, the `next` of the page before.",
].join("\n\n");

/** Returns the OpenAPI 3.1 document of these routes. The same routes give the same bytes. */
export function createApiDocument(routes: readonly DescribedRoute[]): ApiDocument {
  const paths: { [path: string]: { [method: string]: ZodOpenApiOperationObject } } = {};
  for (const route of routes) {
    const path = documentPath(route.path);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationObject(route) };
  }
  const description: ZodOpenApiObject = {
    openapi: "3.1.1",
    info: {
      title: "Larder",
      version: apiVersion,
      description: intro,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    // Relative to where the document is: a registry may live below a path.
    servers: [{ url: "../../.." }],
    paths,
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "A token of this registry, as `npm login` makes one." },
      },
    },
  };
  return createDocument(description, options);
}

function operationObject({ operation, inputs, method }: DescribedRoute): ZodOpenApiOperationObject {
  const { id, tag, summary, description, right = "read" } = operation;
  const schemaOf = (target: string): z.ZodType | undefined => inputs.find((input) => input.target === target)?.schema;
  const [path, query, json] = [schemaOf("param"), schemaOf("query"), schemaOf("json")];
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: right === "read" ? [{}, { token: [] }] : [{ token: [] }],
    ...(path === undefined && query === undefined
      ? {}
      : {
          requestParams: {
            ...(path === undefined ? {} : { path: path as z.ZodObject }),
            ...(query === undefined ? {} : { query: query as z.ZodObject }),
          },
        }),
    ...(json === undefined || method === "GET"
      ? {}
      : { requestBody: { required: true, content: { "application/json": { schema: json } } } }),
    responses: responsesOf(operation),
  };
}

function responsesOf({ status = 200, answer, content = {}, refusals = {} }: Operation): ZodOpenApiResponsesObject {
  const body = { ...(answer !== undefined && { "application/json": answer }), ...content };
  const schemas = Object.entries(body).map(([mediaType, schema]) => [mediaType, { schema }]);
  const failed = { "application/json": { schema: failure } };
  const success = schemas.length === 0 ? {} : { content: Object.fromEntries(schemas) as object };
  return {
    [`${status}`]: { description: "Success", ...success },
    ...Object.fromEntries(
      Object.entries(refusals).map(([refused, when]) => [refused, { description: when, content: failed }]),
    ),
    default: { description: "Every other refusal or failure", content: failed },
  };
}

const options: CreateDocumentOptions = {
  override: ({ jsonSchema, zodSchema, io }) => {
    const isObject = zodSchema instanceof z.ZodObject;
    // A newer registry may say more; what is sent to it must be known.
    if (isObject && io === "output") delete jsonSchema.additionalProperties;
    // The format says it, and the bound is that of every number in JavaScript.
    if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  },
};
