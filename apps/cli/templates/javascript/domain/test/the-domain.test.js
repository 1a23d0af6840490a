import assert from "node:assert/strict";
import { test } from "node:test";

import { testHost } from "@larder/core/testing";

for (const mode of ["trusted", "sandboxed"]) {
  await test(`the-domain greets, ${mode}`, async () => {
    await using host = await testHost({ directory: new URL("..", import.meta.url), mode });

    assert.deepEqual(await host.call("the-domain.greet", { name: "Ada" }), { name: "Ada", text: "Good day, Ada" });
  });
}
