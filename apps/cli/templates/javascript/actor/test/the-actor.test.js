import assert from "node:assert/strict";
import { test } from "node:test";

import { testHost } from "@larder/core/testing";

for (const mode of ["trusted", "sandboxed"]) {
  await test(`the-actor greets over HTTP, ${mode}`, async () => {
    await using host = await testHost({ directory: new URL("..", import.meta.url), mode });
    const url = "http://127.0.0.1:5274/the-address/actors/the-actor/greet?name=Ada";

    const response = await host.fetch(new Request(url));

    assert.deepEqual(await response.json(), { text: "Hello, Ada!" });
  });
}
