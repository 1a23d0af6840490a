// SPEC.md §7, doors. Rule ids in titles refer to it.
import { definePlugin } from "@larder/sdk";
import { Hono } from "hono";
import { expect, test } from "vitest";

import type { Mount } from "../lifecycle/runtime.ts";
import { getUrl, seen } from "../testing/running-hosts.ts";
import { testHost } from "../testing/test-host.ts";
import { createMountTable } from "./mount-table.ts";

test("[D6] [X22] a Hono app is mounted as it is, also from `setup`, where the context is at hand", async () => {
  const app = new Hono().get("/hello/:name", (c) => c.json({ hello: c.req.param("name") }));
  const fixed = definePlugin({ routes: app });
  const made = definePlugin({
    setup(context) {
      context.route(new Hono().get("/", (c) => c.text(context.package)));
    },
  });
  await using fixedHost = await testHost({ plugin: fixed, name: "fixed" });
  await using madeHost = await testHost({ plugin: made, name: "made" });

  expect(await seen(await fixedHost.fetch(getUrl("/plugins/fixed/hello/ada")))).toEqual({
    status: 200,
    body: { hello: "ada" },
  });
  expect(await seen(await madeHost.fetch(getUrl("/plugins/made/")))).toEqual({ status: 200, body: "@local/made" });
});

function aMount(packageName: string): Mount {
  return { packageName, access: [], isSandboxed: false, fetch: () => new Response(packageName) };
}

test("[D6] a plugin has one handler, and of two plugins of one name only the first is mounted", () => {
  const table = createMountTable();
  const unmount = table.mount("notes", aMount("@a/notes"));

  expect(() => table.mount("notes", aMount("@b/notes"))).toThrow("`/plugins/notes/` is served by `@a/notes` already");
  unmount();
  const unmountOther = table.mount("notes", aMount("@b/notes"));
  unmount();

  expect(table.find("notes")?.packageName).toBe("@b/notes");
  unmountOther();
  expect(table.list()).toEqual([]);
});
