import { definePlugin } from "@larder/sdk";
import { expect, test } from "vitest";

import { testHost } from "../testing/test-host.ts";

const config = {
  type: "object",
  required: ["rate"],
  properties: { rate: { type: "number" }, region: { type: "string", default: "eu" } },
};

test("[U8] a plugin finds its configuration as its own schema gives it back, frozen", async () => {
  const plugin = definePlugin({
    config: { ...config, required: [] },
    actions: {
      show: (_input, context) => ({ ...context.config, isFrozen: Object.isFrozen(context.config) }),
    },
  });
  await using host = await testHost({ plugin });

  expect(await host.call("test.show", {})).toEqual({ region: "eu", isFrozen: true });
});

test("[U8] a configuration that does not fit the plugin's own schema fails the plugin, naming the setting", async () => {
  await expect(testHost({ plugin: definePlugin({ config }) })).rejects.toThrow(
    "`test` of `@local/test` failed in needs: its configuration is invalid: `/` must have required property 'rate'",
  );
});
