import { expect, test } from "vitest";

import { documentPath, pathPattern } from "./described-route.ts";

test.each([
  ["/-/api/v1/packages/:name", "/-/api/v1/packages/{name}", "/-/api/v1/packages/@acme%2fchat"],
  ["/-/api/v1/openapi.json", "/-/api/v1/openapi.json", "/-/api/v1/openapi.json"],
  ["/-/api/v1/files/:path{.+}", "/-/api/v1/files/{path}", "/-/api/v1/files/src/index.js"],
])("the route `%s` is documented as `%s`, and takes `%s`", (route, documented, path) => {
  expect(documentPath(route)).toBe(documented);
  expect(pathPattern(route).test(path)).toBe(true);
  expect(pathPattern(route).test(`${path}/`)).toBe(route.includes(".+"));
  expect(pathPattern("/-/api/v1/openapi.json").test("/-/api/v1/openapixjson")).toBe(false);
});
