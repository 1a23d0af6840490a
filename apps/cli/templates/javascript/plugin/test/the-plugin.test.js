import assert from "node:assert/strict";
import { test } from "node:test";

import { testHost } from "@larder/core/testing";

for (const mode of ["trusted", "sandboxed"]) {
  await test(`greets by name, ${mode}`, async () => {
    await using host = await testHost({ directory: new URL("..", import.meta.url), mode });

    assert.deepEqual(await host.call("the-plugin.hello", { name: "Ada" }), { text: "Hello, Ada!" });
    assert.deepEqual(await host.call("the-plugin.shout", { text: "hello" }), { text: "HELLO" });
    await assert.rejects(host.call("the-plugin.hello", {}), /must have required property 'name'/);
    await host.assertClean();
  });
}
