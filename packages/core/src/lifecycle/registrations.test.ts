// SPEC.md §5, lifecycle. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { inBothModes } from "../testing/in-both-modes.ts";
import { startLaidHost } from "../testing/running-hosts.ts";
import { aPluginPackage } from "../testing/packages.ts";
import { createRegistrations } from "./registrations.ts";

const times = (count: number, code: string): string => `for (let i = 0; i < ${count}; i += 1) { ${code} }`;

test.each([
  ["listeners", `setup(context) { ${times(1001, 'context.on("lamp.on", () => undefined);')} }`, 1000, "Listen once"],
  [
    "timers",
    `setup(context) { ${times(1001, "context.every(60_000, () => undefined);")} }`,
    1000,
    "Start a timer once",
  ],
  ["effects", `setup(context) { ${times(1001, 'void context.effect("x", () => undefined);')} }`, 1000, "Begin effects"],
  [
    "actions",
    "actions: Object.fromEntries(Array.from({ length: 2001 }, (_, i) => [`a${i}`, () => ({})]))",
    2000,
    "Let one",
  ],
])(
  "[L34] a package that registers too many %s does not start, and says so alike in both modes",
  { tags: ["slow"] },
  async (kind, code, countMax, hint) => {
    const reasons: unknown[] = [];
    for (const mode of ["trusted", "sandboxed"] as const) {
      const lamp = { ...aPluginPackage("@home/lamp", `{ ${code} }`), mode };
      await using host = await startLaidHost([lamp, aPluginPackage("@home/beside", "{}")]);
      const [beside, failed] = host.status().packages;
      expect(beside).toMatchObject({ actual: "started" });
      reasons.push([failed?.actual, failed?.reason, failed?.hint?.slice(0, hint.length)]);
    }

    expect(reasons[0]).toEqual([
      "failed",
      expect.stringContaining(`\`@home/lamp\` has ${countMax} ${kind}, which is the most`),
      hint,
    ]);
    expect(reasons[1]).toEqual(reasons[0]);
  },
);

test("[L34] what ends by itself makes room: a package may listen once as often as it likes, one after the other", async () => {
  const seen = await inBothModes(
    {
      "plugins/notes/index.js": `
        import { definePlugin } from "@larder/sdk";
        export default definePlugin({
          actions: {
            async wait({ times }, context) {
              let heard = 0;
              ${times(1500, 'context.on("notes.tick", () => { heard += 1; }, { once: true }); await context.emit("notes.tick", {});')}
              return { heard };
            },
          },
        });`,
    },
    async (host) => {
      const before = host.effects().length;
      return [await host.call("notes.wait", {}), host.effects().length - before];
    },
  );

  expect(seen).toEqual([{ heard: 1500 }, 0]);
});

/** Why a package with these actions did not start. */
async function reasonWith(actions: string): Promise<unknown> {
  await using host = await startLaidHost([aPluginPackage("@home/lamp", `{ actions: { ${actions} } }`)]);
  return host.status().packages[0]?.reason;
}

test("[L34] an action that is tried more often than 100 times, or has an endless name, fails its package", async () => {
  expect(await reasonWith("on: { handler: () => ({}), retry: { attemptsMax: 101 } }")).toContain(
    "the `retry` of `lamp.on` must have a whole number up to 100 as `attemptsMax`",
  );
  expect(await reasonWith('["on".repeat(300)]: () => ({})')).toContain("has 605 characters, and 512 are the most");
  expect(await reasonWith('on: { handler: () => ({}), description: "x".repeat(10_001) }')).toContain(
    "the description of `lamp.on` has 10001 characters, and 10000 are the most",
  );
});

test("[L34] what was counted twice as over is over once", () => {
  const registrations = createRegistrations("@home/lamp");
  const ends = Array.from({ length: 100 }, () => registrations.add("services"));
  ends[0]?.();
  ends[0]?.();
  registrations.add("services");

  expect(() => registrations.add("services")).toThrow("`@home/lamp` has 100 services, which is the most");
});
