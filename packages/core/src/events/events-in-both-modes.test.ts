// SPEC.md §2, events, trusted and sandboxed. Rule ids in titles refer to it.
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { layPackage, type PackageOnDisk } from "../testing/host-on-disk.ts";
import { aPluginPackage } from "../testing/packages.ts";
import { startLaidHost } from "../testing/running-hosts.ts";
import { testHost } from "../testing/test-host.ts";

const shopPackage: PackageOnDisk = {
  name: "@home/shop",
  files: {
    "plugins/shop/index.js": `
      import { definePlugin, event } from "@larder/sdk";
      const Priced = event("shop.priced", { type: "object", required: ["price"], properties: { price: { type: "number" } } });
      export default definePlugin({
        setup(context) {
          context.on("shop.priced", ({ price }) => ({ price: price * 2 }), 90);
          context.on("shop.*", ({ price }) => (price > 5 ? { price: "free" } : { price: price + 1 }), { priority: 10 });
          context.on("shop.vetoed", (_, delivery) => { delivery.cancel(); return { price: 0 }; });
          context.on("shop.vetoed", () => ({ price: 99 }), { priority: 1 });
          context.on("shop.first", () => "once", { once: true });
          context.on("shop.stopped", async (_, delivery) => { await delivery.stop(); return "stopped"; }, 90);
        },
        actions: {
          price: ({ price }, context) => context.emit(Priced, { price }, { mode: "filter" }),
          veto: (_, context) => context.emit("shop.vetoed", { price: 1 }, { mode: "filter" }),
          first: async (_, context) => [await context.emit("shop.first", { price: 1 }), await context.emit("shop.first", { price: 1 })],
          stopped: (_, context) => context.emit("shop.stopped", { price: 1 }, { mode: "sequential" }),
        },
      });`,
  },
};

test("[B1] [E12] [E14] [X45] [X46] events are filtered, cancelled and stopped alike, trusted and sandboxed", async () => {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "larder-events-")));
  await layPackage(directory, shopPackage);
  const seen: unknown[] = [];
  for (const mode of ["trusted", "sandboxed"] as const) {
    await using host = await testHost({ directory, mode });
    seen.push({
      low: await host.call("shop.price", { price: 2 }),
      high: await host.call("shop.price", { price: 3 }),
      vetoed: await host.call("shop.veto", {}),
      first: await host.call("shop.first", {}),
      stopped: await host.call("shop.stopped", {}),
      reported: host
        .status()
        .log.filter(({ level }) => level === "error")
        .map(({ message }) => message),
    });
  }
  await rm(directory, { recursive: true });

  const [trusted, sandboxed] = seen;
  expect(sandboxed).toEqual(trusted);
  expect(trusted).toEqual({
    low: { payload: { price: 5 }, isCancelled: false },
    high: { payload: { price: 6 }, isCancelled: false },
    vetoed: { payload: { price: 0 }, isCancelled: true },
    first: [["once", { price: 2 }], [{ price: 2 }]],
    stopped: ["stopped"],
    reported: ["The listener `shop.*` failed on `shop.priced`"],
  });
});

function hears(actions: readonly string[]): Pick<PackageOnDisk, "larder" | "requires"> {
  return {
    requires: ["@home/owner"],
    larder: { permissions: [{ resource: "events:owner.*", actions: [...actions], effect: "allow" }] },
  };
}

/** A plugin that adds `value` to the text of each event. */
function adds(value: string, actions: readonly string[]): string {
  return `{
    permissions: [allow("events:owner.*", ${JSON.stringify(actions)})],
    on: [{ event: "owner.said", handler: ({ text }) => ({ text: text + ${JSON.stringify(value)} }) }],
  }`;
}

test("[E13] a package that may only subscribe to another's event does not change it; one that may write does", async () => {
  const owner = aPluginPackage(
    "@home/owner",
    `{ actions: { say: (_, context) => context.emit("owner.said", { text: "a" }, { mode: "filter" }) } }`,
  );
  const reader = aPluginPackage("@home/reader", adds("r", ["subscribe"]), hears(["subscribe"]));
  const writer = aPluginPackage("@home/writer", adds("w", ["subscribe", "write"]), hears(["subscribe", "write"]));
  await using host = await startLaidHost([owner, reader, writer]);

  expect(await host.call("owner.say", {})).toEqual({ payload: { text: "aw" }, isCancelled: false });
});
