// SPEC.md §7, Larder's own API. Rule ids in titles refer to it.
//
// The document and the types of the client are written by `vitest run --project unit registry/api/src/routes/openapi -u`.
import { fileURLToPath } from "node:url";

import { Validator } from "@seriousme/openapi-schema-validator";
import openapiTypes, {
  astToString,
  type OpenAPI3,
  type OpenAPITSOptions,
  type SchemaObject,
  stringToAST,
} from "openapi-typescript";
import { expect, test } from "vitest";

import { seen, TestRegistry } from "../../testing/index.ts";
import { apiPrefix, documentPath } from "./described-route.ts";

type Operations = { readonly [method: string]: { readonly operationId: string } };
type Document = { readonly paths: { readonly [path: string]: Operations } };

const repository = new URL("../../../../../", import.meta.url);
const documentFile = fileURLToPath(new URL("registry/api/openapi.json", repository));
const typesFile = fileURLToPath(new URL("packages/registry-client/src/api-document.ts", repository));

async function readDocument(): Promise<Document> {
  const { anonymous } = await TestRegistry.withUsers();
  const { status, body } = await seen(await anonymous.get("/-/api/v1/openapi.json"));
  expect(status).toBe(200);
  return body as Document;
}

test("[L7] the document says what the routes take and answer, and is the one that is kept beside them", async () => {
  const document = await readDocument();

  await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot(documentFile);
});

test("[L7] the document is OpenAPI 3.1", async () => {
  const validator = new Validator();

  expect(await validator.validate(await readDocument())).toEqual({ valid: true });
  expect(validator.version).toBe("3.1");
  expect(await validator.validate({ openapi: "3.1.1", info: {} })).toMatchObject({ valid: false });
});

test("[L7] every route of the API is in the document, under a name of its own", async () => {
  const { registry } = await TestRegistry.open();
  const { paths } = await readDocument();

  const described = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const routes = registry.app.routes
    .filter(({ method, path }) => method !== "ALL" && path.startsWith(apiPrefix))
    .map(({ method, path }) => `${method} ${documentPath(path)}`);
  const names = Object.values(paths).flatMap((operations) => Object.values(operations).map((o) => o.operationId));

  expect(described.toSorted()).toEqual([...new Set(routes)].toSorted());
  expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
});

test("[L7] the types of the client are those of the document", async () => {
  const nodes = await openapiTypes((await readDocument()) as unknown as OpenAPI3, {
    immutable: true,
    inject: 'import type { PackageName, Version } from "@larder/package-spec";\n',
    transform: (schema) => brandOf(schema),
  });

  const note = "/* Made from the OpenAPI document of the registry by its tests, which also say how. */\n\n";
  await expect(note + astToString(nodes)).toMatchFileSnapshot(typesFile);
});

type Transform = NonNullable<OpenAPITSOptions["transform"]>;

const brands: ReadonlyMap<string | undefined, string> = new Map([
  ["package-name", "PackageName"],
  ["version", "Version"],
]);

/** Names and versions are told from other text by their format. */
function brandOf({ format }: SchemaObject): ReturnType<Transform> {
  const brand = brands.get(format);
  if (brand === undefined) return undefined;
  const [alias] = stringToAST(`type Brand = ${brand};`) as [{ type: NonNullable<ReturnType<Transform>> }];
  return alias.type;
}
