// SPEC.md §5, lifecycle: many packages, and many wishes at once. Rule ids in titles refer to it.
import { definePlugin } from "@larder/sdk";
import { expect, test } from "vitest";

import { memoryHost, memoryPackage } from "../testing/memory-host.ts";

/* A tree of packages, of which 3 and 199 require each other, and 1 fails. */
const nameOf = (index: number): string => `@local/p${index}`;

function requirementOf(index: number): number | undefined {
  if (index === 3 || index === 199) return 202 - index;
  return index === 0 || index === 2 ? undefined : Math.floor(index / 2);
}

function runs(index: number): boolean {
  if (index === 1 || index === 3 || index === 199) return false;
  const required = requirementOf(index);
  return required === undefined || runs(required);
}

test("[L7] [L8] [L12] of 200 packages, those in a circle and those that need what fails do not start, and all others do", async () => {
  const broken = definePlugin({ onLoad: () => Promise.reject(new Error("out of oil")) });
  const numbers = Array.from({ length: 200 }, (_, index) => index);

  await using host = await memoryHost(
    numbers.map((index) => {
      const required = requirementOf(index);
      const requires = required === undefined ? [] : [nameOf(required)];
      return memoryPackage(`p${index}`, index === 1 ? { plugin: broken, requires } : { requires });
    }),
  );

  const running = numbers.filter(runs).map(nameOf).toSorted();
  const others = numbers.filter((index) => !runs(index)).map(nameOf);
  expect(running.length).toBeGreaterThan(50);
  expect(host.started).toEqual({ loaded: running, failed: others.toSorted(), skipped: [] });
  const reasons = new Map(host.status().packages.map(({ name, reason }) => [name, reason]));
  const circle = "`@local/p199`, `@local/p3` require each other, so none of them can start first";
  expect([3, 199, 6].map((index) => reasons.get(nameOf(index)))).toEqual([
    circle,
    circle,
    "`@local/p6` requires `@local/p3`, which cannot start",
  ]);
});

test("[L15] [L22] a hundred reloads at once of a package and of what it requires leave one life of each", async () => {
  const lives = { base: 0, user: 0 };
  const counting = (name: "base" | "user"): ReturnType<typeof definePlugin> =>
    definePlugin({
      actions: { ping: () => name },
      onLoad: () => void (lives[name] += 1),
      onUnload: () => void (lives[name] -= 1),
    });
  await using host = await memoryHost([
    memoryPackage("base", { plugin: counting("base") }),
    memoryPackage("user", { plugin: counting("user"), requires: ["@local/base"] }),
  ]);

  await Promise.all(
    Array.from({ length: 100 }, (_, turn) => host.packages.reload(turn % 2 === 0 ? "@local/base" : "@local/user")),
  );

  await expect.poll(() => lives).toEqual({ base: 1, user: 1 });
  expect(host.status().packages).toMatchObject([
    { actual: "started", reloads: 50 },
    { actual: "started", reloads: 50 },
  ]);
  expect(await host.call("user.ping", {})).toBe("user");
});

test("[L9] a plugin that calls an action of its own while it leaves is answered, and leaves", async () => {
  const heard: unknown[] = [];
  const plugin = definePlugin({
    actions: { say: () => "said" },
    onUnload: async (context) => void heard.push(await context.call("notes.say", {})),
  });
  await using host = await memoryHost([memoryPackage("notes", { plugin })]);

  await host.packages.reload("@local/notes");
  await expect.poll(() => heard).toEqual(["said"]);
  await host.packages.stop("@local/notes");

  expect(heard).toEqual(["said", "said"]);
  expect(host.status().packages).toMatchObject([{ actual: "stopped", effects: [] }]);
});

test("[L21] [L24] a version whose upgrade fails after its hook is tried again as an upgrade, and the one before runs on", async () => {
  const moves: string[] = [];
  let isBroken = true;
  const upgrading = definePlugin({
    upgrade() {
      if (isBroken) throw new Error("half way");
      moves.push("upgraded");
    },
  });
  const one = { ...memoryPackage("notes", { version: "1.0.0" }), fingerprint: "1" };
  const two = { ...memoryPackage("notes", { version: "2.0.0", plugin: upgrading }), fingerprint: "2" };
  let packages = [one];
  await using host = await memoryHost(packages, {
    readAgain: async () => ({ packages }),
    hooks: () => ({
      async run(verb, moment, _, facts) {
        if (verb === "upgrade") moves.push(`${moment} ${verb} from ${facts?.oldVersion}`);
      },
    }),
  });

  packages = [two];
  const failed = await host.packages.update();
  const meanwhile = host.status().packages.map(({ version, actual }) => [version, actual]);
  isBroken = false;
  const done = await host.packages.update();

  expect(failed.kept).toMatchObject([{ reason: expect.stringContaining("failed in upgrade: half way") }]);
  expect(meanwhile).toEqual([["1.0.0", "started"]]);
  expect(done.reloaded).toEqual(["@local/notes"]);
  const begun = "pre upgrade from 1.0.0";
  expect(moves).toEqual([begun, begun, "upgraded", "post upgrade from 1.0.0"]);
});
