import type { AbbreviatedManifest } from "@larder/packument";
import type { PackageName, Version } from "@larder/package-spec";
import { expect, test } from "vitest";

import { policyOfNobody } from "./policy.ts";
import type { ResolvePolicy } from "./policy.ts";
import type { GivenPackage, ResolveRequest } from "./request.ts";
import type { ResolvedNode } from "./resolution.ts";
import { resolve } from "./resolve.ts";
import { formatConflict } from "./report/format-conflict.ts";
import { ARegistry, aRequest, type Universe } from "./testing/a-registry.ts";

const commit = "a".repeat(40);
const integrity = `sha512-${"G".repeat(86)}==`;

function given(alias: string, facts: Partial<AbbreviatedManifest> & { readonly name?: string }): GivenPackage {
  const manifest = { version: "1.5.0" as Version, dist: { tarball: "", integrity }, ...facts } as AbbreviatedManifest;
  return { alias, source: { type: "git", repository: "https://code.example/a.git", commit }, manifest };
}

async function nodesOf(
  universe: Universe,
  wants: { readonly [alias: string]: string },
  more: Partial<ResolveRequest>,
): Promise<readonly ResolvedNode[]> {
  const outcome = await resolve(aRequest(wants, more), new ARegistry(universe));
  if (outcome.outcome === "conflict") throw new Error(formatConflict(outcome.conflict).sentences.join("\n"));
  return outcome.resolution.nodes;
}

function sketch(nodes: readonly ResolvedNode[]): readonly string[] {
  return nodes.map(({ id, kind, source, edges }) => {
    const targets = edges.map(({ alias, to }) => `${alias} → ${to}`);
    return [`${id} ${kind} ${source.type}`, ...targets].join(", ");
  });
}

test("[RL15] a package that is given is the one version of its want, and its dependencies come from the registry", async () => {
  const universe: Universe = { a: { "1.0.0": {}, "2.0.0": {} }, c: { "1.0.0": {}, "2.0.0": {} } };
  const wants = { a: "github:user/a" };
  const nodes = await nodesOf(universe, wants, {
    given: [given("a", { name: "a" as PackageName, dependencies: { c: "^1" } })],
  });
  expect(sketch(nodes)).toEqual(["a@1.5.0 library git, c → c@1.0.0", "c@1.0.0 library registry"]);
  expect(nodes[0]).toMatchObject({ integrity, source: { repository: "https://code.example/a.git", commit } });
});

test("[RL15] who asks for the name of a given package gets it where it fits, and another version from the registry where not", async () => {
  const universe: Universe = {
    a: { "1.0.0": {}, "2.0.0": {} },
    near: { "1.0.0": { dependencies: { a: "^1" } } },
    far: { "1.0.0": { dependencies: { a: "^2" } } },
  };
  const nodes = await nodesOf(
    universe,
    { a: "./a", near: "*", far: "*" },
    { given: [given("a", { name: "a" as PackageName })] },
  );
  expect(sketch(nodes)).toEqual([
    "a@1.5.0 library git",
    "a@2.0.0 library registry",
    "far@1.0.0 library registry, a → a@2.0.0",
    "near@1.0.0 library registry, a → a@1.5.0",
  ]);
});

test("[RL15] a given plugin is a singleton like any other, also under an alias, and its name is not looked up", async () => {
  const registry = new ARegistry({
    "@x/app": { "1.0.0": { larder: { requires: { "@x/chat": "^1" } } } },
    "@x/data": { "1.0.0": { larder: {} } },
  });
  const chat = given("chat", { name: "@x/chat" as PackageName, larder: { requires: { "@x/data": "^1" } } });
  const outcome = await resolve(aRequest({ chat: "user/chat", "@x/app": "^1" }, { given: [chat] }), registry);
  if (outcome.outcome !== "solved") throw new Error("It was not solved");
  expect(sketch(outcome.resolution.nodes)).toEqual([
    "@x/app@1.0.0 singleton registry, @x/chat → @x/chat@1.5.0",
    "@x/chat@1.5.0 singleton git, @x/data → @x/data@1.0.0",
    "@x/data@1.0.0 singleton registry",
  ]);
  expect(outcome.resolution.wants).toContainEqual({ alias: "chat", wanted: "user/chat", to: "@x/chat@1.5.0" });
  expect(registry.fetched).not.toContain("@x/chat");
});

test("[RL15] a given plugin in a version that another one does not accept is a conflict that says so", async () => {
  const registry = new ARegistry({ "@x/app": { "1.0.0": { larder: { requires: { "@x/chat": "^2" } } } } });
  const request = aRequest(
    { "@x/chat": "./chat", "@x/app": "^1" },
    { given: [given("@x/chat", { name: "@x/chat" as PackageName, larder: {} })] },
  );
  const outcome = await resolve(request, registry);
  if (outcome.outcome !== "conflict") throw new Error("It was solved");
  const told = formatConflict(outcome.conflict).sentences.join("\n");
  expect(told).toContain("`@x/app`");
  expect(told).toContain("`@x/chat`");
});

test.each([
  [{ block: { "a@1": "it steals" } }, "is blocked by the policy (it steals)"],
  [{ platforms: [{ os: "linux", cpu: "x64" }] }, "does not run on linux/x64 (only on win32)"],
  [{ node: "26.0.0" as Version }, "does not run on Node 26.0.0 (it needs ^20)"],
])("[RP9] a given package is refused by what the policy says of it: %j", async (asked, told) => {
  const policy = { ...policyOfNobody, ...asked };
  const served: Universe = { a: { "1.5.0": {} } };
  for (const facts of [{}, { larder: {} }]) {
    const one = given("a", { name: "a" as PackageName, os: ["win32"], engines: { node: "^20" }, ...facts });
    const outcome = await resolve(aRequest({ a: "./a" }, { given: [one], policy }), new ARegistry(served));
    if (outcome.outcome !== "conflict") throw new Error("It was solved");
    expect(formatConflict(outcome.conflict).sentences.join("\n")).toContain(told);
  }
});

test("[RP9] nothing is asked of the age of a given package, or of who published it", async () => {
  const policy: ResolvePolicy = { ...policyOfNobody, minimumAgeMs: 86_400_000, trust: "no-downgrade" };
  const more = { given: [given("a", { name: "a" as PackageName })], policy, asOf: "2026-11-20T00:00:00.000Z" };
  expect(sketch(await nodesOf({}, { a: "./a" }, more))).toEqual(["a@1.5.0 library git"]);
});

test("[RL15] two given packages of one name are refused, and so is a want that nothing was given for", async () => {
  const two = [
    given("a", { name: "a" as PackageName }),
    given("b", {
      name: "a" as PackageName,
      dist: { tarball: "", integrity: `sha512-${"H".repeat(86)}==` } as AbbreviatedManifest["dist"],
    }),
  ];
  const outcome = await resolve(aRequest({ a: "./a", b: "./b" }, { given: two }), new ARegistry({}));
  if (outcome.outcome !== "conflict") throw new Error("It was solved");
  expect(formatConflict(outcome.conflict).sentences.join("\n")).toContain("`a` comes from `a` already");

  const missing = await resolve(aRequest({ a: "./a" }), new ARegistry({}));
  if (missing.outcome !== "conflict") throw new Error("It was solved");
  expect(formatConflict(missing.conflict).sentences.join("\n")).toContain("`./a` is not from a registry");
});

test("[RL8] a package may not bring others from outside of a registry, not even a given one; an optional one is left out", async () => {
  const universe: Universe = {
    a: { "1.0.0": { optionalDependencies: { b: "github:user/b" } } },
    c: { "1.0.0": { dependencies: { b: "https://code.example/b.tgz" } } },
  };
  expect(sketch(await nodesOf(universe, { a: "*" }, {}))).toEqual(["a@1.0.0 library registry"]);
  const refused: [ResolveRequest, string][] = [
    [aRequest({ c: "*" }), "`https://code.example/b.tgz` is not from a registry"],
    [
      aRequest({ d: "./d" }, { given: [given("d", { name: "d" as PackageName, dependencies: { b: "file:../b" } })] }),
      "`file:../b` is not from a registry",
    ],
  ];
  for (const [request, sentence] of refused) {
    const outcome = await resolve(request, new ARegistry(universe));
    if (outcome.outcome !== "conflict") throw new Error("It was solved");
    expect(formatConflict(outcome.conflict).sentences.join("\n")).toContain(sentence);
  }
});
