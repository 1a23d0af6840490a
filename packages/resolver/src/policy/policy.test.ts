import type { PackageName } from "@larder/package-spec";
import { expect, test } from "vitest";

import { policyOfNobody as no } from "../policy.ts";
import type { ResolveRequest } from "../request.ts";
import type { Resolution } from "../resolution.ts";
import { resolve } from "../resolve.ts";
import { ARegistry, aRequest, type Universe } from "../testing/a-registry.ts";

const day = 86_400_000;
const asOf = "2026-11-20T00:00:00.000Z";
const old = "2026-01-01T00:00:00.000Z";
const recent = "2026-11-19T12:00:00.000Z";

async function resolved(universe: Universe, request: ResolveRequest): Promise<Resolution> {
  const outcome = await resolve(request, new ARegistry(universe));
  if (outcome.outcome !== "solved") throw new Error("It was not solved");
  return outcome.resolution;
}

const idsOf = ({ nodes }: Resolution): string[] => nodes.map(({ id }) => id);

const world: Universe = {
  "@x/app": {
    "1.0.0": { larder: { requires: { "@x/data": "*" } }, dependencies: { tool: "^1" }, published: old },
    "1.1.0": { larder: { requires: { "@x/data": "*" } }, dependencies: { tool: "^1" }, published: recent },
  },
  "@x/data": { "1.0.0": { larder: {}, published: old }, "2.0.0": { larder: {}, published: recent } },
  tool: {
    "1.0.0": { dependencies: { part: "latest" }, published: old },
    "1.1.0": { dependencies: { part: "latest" }, published: recent },
  },
  part: { "1.0.0": { published: old }, "1.1.0": { published: recent } },
};
const newest = ["@x/app@1.1.0", "@x/data@2.0.0", "part@1.1.0", "tool@1.1.0"];
const oldest = ["@x/app@1.0.0", "@x/data@1.0.0", "part@1.0.0", "tool@1.0.0"];

test("[RP1] plugins and libraries obey one minimum age, also where a tag is asked for", async () => {
  const policy = { ...no, minimumAgeMs: day };
  expect(idsOf(await resolved(world, aRequest({ "@x/app": "*" })))).toEqual(newest);
  expect(idsOf(await resolved(world, aRequest({ "@x/app": "*" }, { policy, asOf })))).toEqual(oldest);
});

test("[RP8] the policy stands in the answer, in one order, and the time only with a minimum age", async () => {
  const wants = { "@x/app": "*" };
  const block = { "part@9": "b", "@x/data@9": "a" };
  const aged = await resolved(world, aRequest(wants, { policy: { ...no, block, minimumAgeMs: day }, asOf }));
  expect(aged).toMatchObject({ policy: { minimumAgeMs: day }, asOf });
  expect(Object.keys(aged.policy?.block ?? {})).toEqual(["@x/data@9", "part@9"]);

  const blocking = await resolved(world, aRequest(wants, { policy: { ...no, block }, asOf }));
  expect([blocking.policy?.block, blocking.asOf]).toEqual([block, undefined]);
  expect(await resolved(world, aRequest(wants, { policy: no, asOf }))).toEqual(await resolved(world, aRequest(wants)));
});

test("[RP3] a lock that was made without a minimum age is judged by it, plugins and libraries", async () => {
  const locked = await resolved(world, aRequest({ "@x/app": "*" }));
  const policy = { ...no, minimumAgeMs: day };
  expect(idsOf(await resolved(world, aRequest({ "@x/app": "*" }, { locked, policy, asOf })))).toEqual(oldest);
});

test("[RP3] a lock that was made under it stays when the clock goes back", async () => {
  const policy = { ...no, minimumAgeMs: day };
  const later = "2026-11-21T00:00:00.000Z";
  const locked = await resolved(world, aRequest({ "@x/app": "*" }, { policy, asOf: later }));
  expect(idsOf(locked)).toEqual(newest);
  expect(idsOf(await resolved(world, aRequest({ "@x/app": "*" }, { locked, policy, asOf })))).toEqual(newest);
});

test("[RP4] what is locked and blocked now moves, and nothing else does", async () => {
  const locked = await resolved(world, aRequest({ "@x/app": "*" }));
  const policy = { ...no, block: { "tool@1.1.0": "bad", "@x/data@2": "bad" } };
  const ids = idsOf(await resolved(world, aRequest({ "@x/app": "*" }, { locked, policy })));
  expect(ids).toEqual(["@x/app@1.1.0", "@x/data@1.0.0", "part@1.1.0", "tool@1.0.0"]);
});

test("[RP7] an optional dependency for none of the platforms is left out, and one for some of them stays", async () => {
  const natives: Universe = {
    app: { "1.0.0": { optionalDependencies: { "app-darwin": "1.0.0", "app-linux": "1.0.0" } } },
    "app-darwin": { "1.0.0": { os: ["darwin"] } },
    "app-linux": { "1.0.0": { os: ["linux"], cpu: ["x64"] } },
  };
  const policy = {
    ...no,
    platforms: [
      { os: "linux", cpu: "x64" },
      { os: "linux", cpu: "arm64" },
    ],
  };
  expect(idsOf(await resolved(natives, aRequest({ app: "*" })))).toEqual([
    "app-darwin@1.0.0",
    "app-linux@1.0.0",
    "app@1.0.0",
  ]);
  expect(idsOf(await resolved(natives, aRequest({ app: "*" }, { policy })))).toEqual(["app-linux@1.0.0", "app@1.0.0"]);
});

test("[RP7] no older version is looked for where an optional dependency runs on none of the platforms, as in npm", async () => {
  const natives: Universe = {
    app: { "1.0.0": { optionalDependencies: { native: "^1" } } },
    plain: { "1.0.0": { dependencies: { native: "^1" } } },
    native: { "1.0.0": {}, "1.1.0": { os: ["darwin"] } },
  };
  const policy = { ...no, platforms: [{ os: "linux", cpu: "x64" }] };
  expect(idsOf(await resolved(natives, aRequest({ app: "*" }, { policy })))).toEqual(["app@1.0.0"]);
  expect(idsOf(await resolved(natives, aRequest({ plain: "*" }, { policy })))).toEqual(["native@1.0.0", "plain@1.0.0"]);

  const locked = await resolved(natives, aRequest({ app: "*" }));
  expect(idsOf(locked)).toEqual(["app@1.0.0", "native@1.1.0"]);
  expect(idsOf(await resolved(natives, aRequest({ app: "*" }, { policy, locked })))).toEqual(["app@1.0.0"]);
});

test("[RP4] a blocked provider of a capability is no provider, and the next one is", async () => {
  const providers: Universe = {
    "@x/app": { "1.0.0": { larder: { requires: { "capability:db": "^1" } } } },
    "@x/pg": { "1.0.0": { larder: {} }, "1.1.0": { larder: { provides: { "capability:db": "1.0.0" } } } },
    "@x/lite": { "1.0.0": { larder: { provides: { "capability:db": "1.0.0" } } } },
  };
  const policy = { ...no, block: { "@x/pg@1.1.0": "bad" } };
  const wants = { "@x/app": "*", "@x/lite": "*", "@x/pg": "*" };
  const { capabilities, nodes } = await resolved(providers, aRequest(wants, { policy }));
  expect(capabilities).toEqual([{ name: "db", wanted: ["^1"], by: "@x/lite@1.0.0" }]);
  expect(nodes.map(({ id }) => id)).toContain("@x/pg@1.0.0");
});

test("[RP1] an exempt plugin may be young while what it requires may not", async () => {
  const policy = { ...no, minimumAgeMs: day, minimumAgeExempt: ["@x/app" as PackageName] };
  const ids = idsOf(await resolved(world, aRequest({ "@x/app": "*" }, { policy, asOf })));
  expect(ids).toEqual(["@x/app@1.1.0", "@x/data@1.0.0", "part@1.0.0", "tool@1.0.0"]);
});
