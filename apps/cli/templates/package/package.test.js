import assert from "node:assert/strict";
import { test } from "node:test";

import { testHost } from "@larder/core/testing";

await test("a host finds everything that is in the package", async () => {
  await using host = await testHost({ directory: new URL("..", import.meta.url) });

  const found = host.status().packages.flatMap(({ components }) => components);
  const names = new Set(found.map(({ kind, name }) => `${kind} ${name}`));
  for (const name of ["the-components"]) assert.ok(names.has(name), `There is no ${name}`);
});
