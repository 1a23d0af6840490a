import assert from "node:assert/strict";
import { test } from "node:test";

import { testHost } from "@larder/core/testing";

for (const mode of ["trusted", "sandboxed"]) {
  await test(`the-service waits for its time, ${mode}`, async () => {
    await using host = await testHost({ directory: new URL("..", import.meta.url), mode });

    assert.ok(host.effects().some((effect) => effect.includes("job the-service")));
    await host.assertClean();
  });
}
