import { expect, test } from "vitest";

import { inBothModes } from "../testing/in-both-modes.ts";

test("[U7] [U8] [X4] a plugin finds its configuration in either mode, with the keys that only it knows, and cannot change it", async () => {
  const code = `
    import { definePlugin } from "@larder/sdk";
    export default definePlugin({
      config: { type: "object", properties: { size: { type: "integer", default: 7 } } },
      actions: {
        show: (_, { config }) => {
          try { config.size = 8; } catch { /* It is frozen. */ }
          try { config.nested.a = 2; } catch { /* So is what is in it. */ }
          return { ...config };
        },
      },
    });`;
  const larder = {
    config: { schema: { type: "object", properties: { nested: { type: "object" } } }, defaults: { nested: { a: 1 } } },
    colour: "blue",
  };

  const seen = await inBothModes(
    { "plugins/notes/index.js": code },
    async (host) => [await host.call("notes.show", {}), await host.call("notes.show", {})],
    { larder },
  );

  expect(seen).toEqual([
    { nested: { a: 1 }, colour: "blue", size: 7 },
    { nested: { a: 1 }, colour: "blue", size: 7 },
  ]);
});
