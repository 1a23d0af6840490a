import { expect, test } from "vitest";

import type { ResolveRequest } from "../request.ts";
import type { Resolution } from "../resolution.ts";
import { solve } from "../solve.ts";
import { ARegistry, aRequest, type Universe, type VersionFacts } from "../testing/a-registry.ts";

function solved(universe: Universe, request: ResolveRequest): Resolution {
  const outcome = solve(request, new ARegistry(universe).documents);
  if (outcome.outcome !== "solved") throw new Error("It was not solved");
  return outcome.resolution;
}

const idsOf = ({ nodes }: Resolution): string[] => nodes.map(({ id }) => id);
const plugin: VersionFacts = { larder: {} };
const requiring = (requires: { readonly [name: string]: string }): VersionFacts => ({ larder: { requires } });

/** `@x/app` has 2.0.0, and as many versions before it as `count` says. */
function worldOf(count: number): Universe {
  const before = Array.from({ length: count }, (_, at) => [`1.${at}.0`, requiring({ "@x/base": "*" })]);
  return {
    "@x/app": { ...Object.fromEntries(before), "2.0.0": requiring({ "@x/base": "^2", "@x/new": "*" }) },
    "@x/base": { "1.0.0": plugin, "2.0.0": plugin, "2.1.0": plugin },
    "@x/other": { "1.0.0": requiring({ "@x/base": "*" }), "1.1.0": plugin },
    "@x/new": { "1.0.0": plugin, "1.1.0": requiring({ "@x/other": ">=1.1.0" }) },
  };
}

test.each([1, 20])(
  "[RS10] an update gets the newest of what it names, and moves what that forces (%i versions)",
  (count) => {
    const world = worldOf(count);
    const locked = solved(world, aRequest({ "@x/app": "1.0.0", "@x/base": "1.0.0", "@x/other": "1.0.0" }));
    const wants = { "@x/app": "*", "@x/base": "*", "@x/other": "*" };
    const relocked = solved(world, aRequest(wants, { locked: solved(world, aRequest(wants, { locked })) }));
    expect(idsOf(relocked)).toEqual(["@x/app@1.0.0", "@x/base@1.0.0", "@x/other@1.0.0"]);

    const updated = solved(world, aRequest(wants, { locked: relocked, update: ["@x/app"] }));
    expect(idsOf(updated)).toEqual(["@x/app@2.0.0", "@x/base@2.1.0", "@x/new@1.0.0", "@x/other@1.0.0"]);
  },
);

test("[RS10] a locked plugin stays when its want widens, though a library has a newer copy of it", () => {
  const world: Universe = {
    "@x/base": { "1.0.0": plugin, "2.0.0": plugin },
    tool: { "1.0.0": { dependencies: { "@x/base": "^2" } } },
  };
  const locked = solved(world, aRequest({ "@x/base": "^1", tool: "*" }));
  const copies = ["@x/base@1.0.0", "@x/base@2.0.0", "tool@1.0.0"];
  expect(idsOf(locked)).toEqual(copies);
  expect(idsOf(solved(world, aRequest({ "@x/base": ">=1", tool: "*" }, { locked })))).toEqual(copies);
  const updated = solved(world, aRequest({ "@x/base": ">=1", tool: "*" }, { locked, update: ["@x/base"] }));
  expect(idsOf(updated)).toEqual(["@x/base@2.0.0", "tool@1.0.0"]);
});

test("[RS10] what an update leaves alone stays, though a newer version of it would do as well", () => {
  const world = worldOf(3);
  const wants = { "@x/base": "*", "@x/other": "*" };
  const locked = solved(world, aRequest({ "@x/base": "2.0.0", "@x/other": "1.0.0" }));
  const again = { ...locked, wants: locked.wants.map((want) => ({ ...want, wanted: "*" })) };
  expect(idsOf(solved(world, aRequest(wants, { locked: again, update: ["@x/other"] })))).toEqual([
    "@x/base@2.0.0",
    "@x/other@1.1.0",
  ]);
});
