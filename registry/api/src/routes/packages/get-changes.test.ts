// SPEC.md §3, reading. Rule ids in titles refer to it.
import { describeEachDatabase } from "@larder/registry-database/testing";
import { expect, test } from "vitest";

import { parseRegistryConfiguration } from "../../origins/parse-configuration.ts";
import { aPackage, refusal, seen, TestRegistry } from "../../testing/index.ts";

const configuration = parseRegistryConfiguration(
  JSON.stringify({
    rules: [
      { packages: "@inside/*", origin: "hosted", read: ["$authenticated"] },
      { packages: "**", origin: "hosted" },
    ],
  }),
  "registry.yaml",
);

function change(seq: number, id: string, rev: string): object {
  return { seq, id, changes: [{ rev }] };
}

describeEachDatabase("the feed of changes", (openDatabase) => {
  test("[R7] a follower sees each change once, and nothing that it may not read", async () => {
    const world = await TestRegistry.open({ database: await openDatabase(), configuration });
    const ada = await world.user("ada");
    await ada.publish(aPackage("left-pad"));
    await ada.publish(aPackage("@inside/tool"));
    await ada.publish(aPackage("left-pad").version("1.1.0"));
    await ada.publish(aPackage("@inside/other"));
    const [first, tool] = [change(1, "left-pad", "1-larder"), change(2, "@inside/tool", "1-larder")];
    const [second, other] = [change(3, "left-pad", "2-larder"), change(4, "@inside/other", "1-larder")];

    const pages = [
      await ada.get("/_changes"),
      await world.anonymous.get("/_changes"),
      await world.anonymous.get("/_changes?since=1&limit=1"),
      await world.anonymous.get("/_changes?since=4"),
    ];

    expect(await Promise.all(pages.map(async (page) => (await seen(page)).body))).toEqual([
      { results: [first, tool, second, other], last_seq: 4 },
      { results: [first, second], last_seq: 4 },
      { results: [], last_seq: 2 },
      { results: [], last_seq: 4 },
    ]);
  });

  test("[R7] a package without versions is marked as deleted", async () => {
    const world = await TestRegistry.open({ database: await openDatabase(), configuration });
    const root = await world.user("root", { isAdmin: true, scopes: ["admin"] });
    await root.publish(aPackage("gone"));

    const removed = await root.delete("/gone/-rev/1-larder");

    expect(removed.ok).toBe(true);
    expect(await seen(await root.get("/_changes?since=1"))).toMatchObject({
      body: { results: [{ seq: 2, id: "gone", deleted: true }] },
    });
  });
});

test("[R7] a bad parameter is refused and named", async () => {
  const { anonymous } = await TestRegistry.withUsers();

  for (const query of ["since=now", "limit=0", "limit=10001", "since=-1"]) {
    expect(await refusal(await anonymous.get(`/_changes?${query}`))).toMatchObject({
      status: 400,
      code: "EVALIDATION",
    });
  }
});
