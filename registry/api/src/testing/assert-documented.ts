import { isDeepStrictEqual } from "node:util";

import { Ajv2020 } from "ajv/dist/2020.js";
import type { z } from "zod";

import { failure } from "../routes/api/answers/failure.ts";
import { createApiDocument } from "../routes/openapi/create-document.ts";
import {
  apiPrefix,
  type DescribedRoute,
  documentPath,
  type ListedHandler,
  listDescribedRoutes,
  pathPattern,
} from "../routes/openapi/described-route.ts";
import { packagePath } from "../routes/package-path.ts";

const ajv = new Ajv2020({ strict: false, validateFormats: false });

/**
 * Throws unless an answer of Larder's own API is what its OpenAPI document promises: its status, its
 * type, each of its members, and no member besides. Answers of other routes are none of its business.
 */
export async function assertDocumented(
  handlers: readonly ListedHandler[],
  request: Request,
  response: Response,
): Promise<void> {
  const { pathname } = new URL(request.url);
  const start = pathname.indexOf(apiPrefix);
  if (start === -1 || request.method === "HEAD") return;
  const path = packagePath(pathname.slice(start), "");
  const routes = listDescribedRoutes(handlers);
  const route = routes.find((one) => one.method === request.method && pathPattern(one.path).test(path));
  if (route === undefined) return;

  const wrong = await (response.ok ? findSuccessFault : findFailureFault)(routes, route, response);
  if (wrong !== undefined) throw new Error(`${route.method} ${route.path} does not answer as documented: ${wrong}`);
}

async function findSuccessFault(
  routes: readonly DescribedRoute[],
  route: DescribedRoute,
  response: Response,
): Promise<string | undefined> {
  const { status = 200, answer, content = {} } = route.operation;
  if (response.status !== status) return `status ${response.status}`;
  if (content[typeOf(response)] !== undefined) return undefined;
  if (answer === undefined) return (await response.clone().text()) === "" ? undefined : "it has a body";
  return findBodyFault({ routes, route, response, schema: answer, key: `${status}` });
}

async function findFailureFault(
  routes: readonly DescribedRoute[],
  route: DescribedRoute,
  response: Response,
): Promise<string | undefined> {
  const isOwn = route.operation.refusals?.[response.status] !== undefined;
  return findBodyFault({ routes, route, response, schema: failure, key: isOwn ? `${response.status}` : "default" });
}

async function findBodyFault(check: {
  readonly routes: readonly DescribedRoute[];
  readonly route: DescribedRoute;
  readonly response: Response;
  readonly schema: z.ZodType;
  /** Which of the documented responses it is. */
  readonly key: string;
}): Promise<string | undefined> {
  const { routes, route, response, schema, key } = check;
  if (typeOf(response) !== "application/json") return `it is ${typeOf(response)}`;
  const body: unknown = await response.clone().json();
  const path = documentPath(route.path);
  const pointer = [
    "paths",
    path,
    route.method.toLowerCase(),
    "responses",
    key,
    "content",
    "application/json",
    "schema",
  ];
  return findZodFault(schema, body) ?? findDocumentFault(routes, pointer, body);
}

function typeOf(response: Response): string {
  return response.headers.get("content-type")?.split(";")[0] ?? "";
}

/** What the schema leaves out when it parses is not documented. */
function findZodFault(schema: z.ZodType, body: unknown): string | undefined {
  const parsed = schema.safeParse(body);
  if (!parsed.success) return parsed.error.message;
  return isDeepStrictEqual(parsed.data, body) ? undefined : `members that are not documented: ${JSON.stringify(body)}`;
}

function findDocumentFault(
  routes: readonly DescribedRoute[],
  pointer: readonly string[],
  body: unknown,
): string | undefined {
  if (ajv.getSchema("api") === undefined) ajv.addSchema(createApiDocument(routes), "api");
  const fragment = pointer
    .map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")))
    .join("/");
  const validate = ajv.getSchema(`api#/${fragment}`);
  if (validate === undefined) return `the document has no ${pointer.join(" ")}`;
  return validate(body) === true ? undefined : ajv.errorsText(validate.errors);
}
