import type { PackageName } from "@larder/package-spec";
import { expect, test } from "vitest";

import { Prefetch } from "../prefetch.ts";
import { formatConflict } from "../report/format-conflict.ts";
import type { ResolveRequest } from "../request.ts";
import { solveWithin } from "../solve.ts";
import { ARegistry, aRequest, type Universe } from "../testing/a-registry.ts";

type Texts = { readonly [name: string]: string };

/** What a graph of many packages is asked for, and the documents for it. */
type Many = { readonly universe: Universe; readonly overrides: Texts };

function namesOf(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

function anyOf(names: readonly string[]): Texts {
  return Object.fromEntries(names.map((name) => [name, "*"]));
}

/** `a0` and `b0` both ask for `a1` and `b1`, and so on; below each `a` something else is taken for a package of the last ones. */
function layers(count: number): Many {
  const leaves = namesOf("x", count);
  const packages = leaves.flatMap((_, index) => {
    const dependencies = anyOf(index + 1 < count ? [`a${index + 1}`, `b${index + 1}`] : leaves);
    return [`a${index}`, `b${index}`].map((name) => [name, { "1.0.0": { dependencies } }]);
  });
  return {
    universe: Object.fromEntries([...packages, ...leaves.map((name) => [name, { "1.0.0": {}, "2.0.0": {} }])]),
    overrides: Object.fromEntries(leaves.map((leaf, index) => [`a${index}>**>${leaf}`, "1.0.0"])),
  };
}

/** Each asks for all others. */
function everyoneForEveryone(count: number): Many {
  const names = namesOf("p", count);
  const packages = names.map((name) => [
    name,
    { "1.0.0": { dependencies: { ...anyOf(names.filter((other) => other !== name)), leaf: "*" } } },
  ]);
  return {
    universe: { ...Object.fromEntries(packages), leaf: { "1.0.0": {}, "2.0.0": {} } },
    overrides: Object.fromEntries(names.map((name, index) => [`${name}>**>leaf`, `${(index % 2) + 1}.0.0`])),
  };
}

function questionOf({ universe, overrides }: Many, wants: readonly string[]): [ResolveRequest, ARegistry] {
  return [aRequest(anyOf(wants), { overrides }), new ARegistry(universe)];
}

test("[RS14] [RL7] overrides that make packages without end of a few are refused as too hard", () => {
  const [request, { documents }] = questionOf(layers(200), ["a0", "b0"]);
  const outcome = solveWithin(1_000_000, request, documents);
  if (outcome.outcome !== "conflict") throw new Error("It was not refused");
  expect(formatConflict(outcome.conflict).sentences.join(" ")).toContain("too hard");
});

test("[RL7] of a package that stands below others in every order, only the nearest with something for a name tells it apart", () => {
  const [request, { documents }] = questionOf(everyoneForEveryone(40), ["p0"]);
  const outcome = solveWithin(1_000_000, request, documents);
  if (outcome.outcome !== "solved") throw new Error("It was refused");
  expect(outcome.resolution.nodes.map(({ name }) => name).toSorted()).toEqual(
    [...namesOf("p", 40), "leaf", "leaf"].toSorted(),
  );
});

test("[RL7] thousands of packages in a row are compared with those below an override without looking at all of them for each", () => {
  const names = namesOf("c", 3_000);
  const chain = names.map((name, index) => [name, { "1.0.0": { dependencies: anyOf([names[index + 1] ?? "leaf"]) } }]);
  const universe: Universe = {
    ...Object.fromEntries(chain),
    top: { "1.0.0": { dependencies: anyOf(["c0"]) } },
    leaf: { "1.0.0": {}, "2.0.0": {} },
  };
  const [request, { documents }] = questionOf({ universe, overrides: { "top>**>leaf": "1.0.0" } }, ["top", "c0"]);
  const outcome = solveWithin(5_000_000, request, documents);
  if (outcome.outcome !== "solved") throw new Error("It was refused");
  expect(outcome.resolution.nodes).toHaveLength(2 * names.length + 3);
});

test("documents are fetched ahead of need once, in however many places the overrides make other packages of one", async () => {
  const [request, registry] = questionOf(layers(40), ["a0", "b0"]);
  const prefetch = new Prefetch(request, registry);
  await prefetch.begin();
  expect(registry.fetched.toSorted()).toEqual([...registry.documents.keys()].toSorted());
  expect(prefetch.documents.get("x39" as PackageName)).toBeDefined();
});
