import type { PackageName } from "@larder/package-spec";
import * as fc from "fast-check";
import semver from "semver";
import { expect, test } from "vitest";

import { solve } from "../solve.ts";
import { applySuggestion } from "../suggestions/apply-suggestion.ts";
import { ARegistry, aRequest, type Universe, type VersionFacts } from "../testing/a-registry.ts";

const names = ["@x/a", "@x/b", "@x/c", "@x/d", "@x/e", "@x/f"];
const range = fc.constantFrom("*", "^1.0.0", "^2.0.0", "1.0.0", ">=1.1.0", "<2.0.0", "^3.0.0");
const relations = fc.dictionary(fc.constantFrom(...names), range, { maxKeys: 2 });

const facts: fc.Arbitrary<VersionFacts> = fc
  .record({
    requires: relations,
    peers: fc.dictionary(fc.constantFrom(...names), range, { maxKeys: 1 }),
    conflicts: fc.dictionary(fc.constantFrom(...names), range, { maxKeys: 1 }),
    optional: fc.dictionary(fc.constantFrom(...names), range, { maxKeys: 1 }),
    core: fc.constantFrom("*", "^1.0.0", "^2.0.0"),
  })
  .map(({ requires, peers, conflicts, optional, core }) => ({
    larder: {
      requires: {
        ...Object.fromEntries(Object.entries(optional).map(([name, version]) => [name, { version, optional: true }])),
        ...requires,
      },
      conflicts,
    },
    peerDependencies: peers,
    engines: { larder: core },
  }));

const universe: fc.Arbitrary<Universe> = fc
  .tuple(...names.map(() => fc.dictionary(fc.constantFrom("1.0.0", "1.1.0", "2.0.0"), facts, { minKeys: 1 })))
  .map((all) => Object.fromEntries(all.map((versions, index) => [names[index] ?? "", versions])));
const wants = fc.dictionary(fc.constantFrom(...names), range, { minKeys: 1, maxKeys: 3 });

type Selection = { readonly [name: string]: string };

/** Every way to choose one version, or none, of each package. */
function* selections(all: Universe, rest: readonly string[]): Generator<Selection> {
  const [name, ...others] = rest;
  if (name === undefined) return yield {};
  for (const selection of selections(all, others)) {
    yield selection;
    for (const version of Object.keys(all[name] ?? {})) yield { ...selection, [name]: version };
  }
}

const known = new Map<string, boolean>();

/** npm's answer, asked once for each pair: a run asks a million times. */
function satisfies(version: string, wanted: string): boolean {
  const key = `${version} ${wanted}`;
  const answer = known.get(key) ?? semver.satisfies(version, wanted);
  known.set(key, answer);
  return answer;
}

function isIn(selection: Selection, name: string, wanted: string): boolean {
  const version = selection[name];
  return version !== undefined && satisfies(version, wanted);
}

function isAllowed(all: Universe, wanted: { readonly [name: string]: string }, selection: Selection): boolean {
  if (!Object.entries(wanted).every(([name, text]) => isIn(selection, name, text))) return false;
  return Object.entries(selection).every(([name, version]) => isAtPeace(all[name]?.[version] ?? {}, name, selection));
}

/** Does one version stand beside all others of the selection? */
function isAtPeace({ larder, peerDependencies, engines }: VersionFacts, name: string, selection: Selection): boolean {
  const others = <Value>(map: { readonly [other: string]: Value } = {}): [string, Value][] =>
    Object.entries(map).filter(([other]) => other !== name);
  const isMet = ([other, spec]: [string, string | { readonly version: string }]): boolean =>
    typeof spec === "string"
      ? isIn(selection, other, spec)
      : selection[other] === undefined || isIn(selection, other, spec.version);
  return (
    satisfies("1.0.0", engines?.["larder"] ?? "*") &&
    others(peerDependencies).every(isMet) &&
    Object.entries(larder?.requires ?? {}).every(isMet) &&
    others(larder?.conflicts).every(([other, text]) => !isIn(selection, other, text))
  );
}

test("[RS3] a random host of six plugins is solved exactly when trying everything finds an answer, and the answer is allowed", () => {
  let solved = 0;
  fc.assert(
    fc.property(universe, wants, (all, wanted) => {
      const outcome = solve(aRequest(wanted), new ARegistry(all).documents);
      const isPossible = [...selections(all, names)].some((selection) => isAllowed(all, wanted, selection));

      expect(outcome.outcome).toBe(isPossible ? "solved" : "conflict");
      if (outcome.outcome !== "solved") return;
      solved++;
      const chosen = Object.fromEntries(outcome.resolution.nodes.map(({ name, version }) => [name, version]));
      expect(isAllowed(all, wanted, chosen)).toBe(true);
      expect(Object.keys(chosen).every((name) => isNeeded(outcome.resolution.nodes, wanted, name as PackageName))).toBe(
        true,
      );
    }),
    { numRuns: 400 },
  );
  expect(solved).toBeGreaterThan(20);
});

/** Nothing is in a host that is neither wanted nor asked for. */
function isNeeded(
  nodes: readonly { readonly name: string; readonly edges: readonly { readonly alias: string }[] }[],
  wanted: { readonly [name: string]: string },
  name: string,
): boolean {
  return name in wanted || nodes.some((node) => node.edges.some(({ alias }) => alias === name));
}

test("[RS3] every suggestion leads to an answer when it is followed", () => {
  fc.assert(
    fc.property(universe, wants, (all, wanted) => {
      const { documents } = new ARegistry(all);
      const outcome = solve(aRequest(wanted), documents);
      if (outcome.outcome !== "conflict") return;
      for (const suggestion of outcome.conflict.suggestions) {
        expect(solve(applySuggestion(aRequest(wanted), suggestion), documents).outcome).toBe("solved");
      }
    }),
    { numRuns: 300 },
  );
});

test("[RS10] locking the answer again gives the same answer", () => {
  fc.assert(
    fc.property(universe, wants, (all, wanted) => {
      const { documents } = new ARegistry(all);
      const first = solve(aRequest(wanted), documents);
      if (first.outcome !== "solved") return;
      expect(solve(aRequest(wanted, { locked: first.resolution }), documents)).toEqual(first);
    }),
    { numRuns: 300 },
  );
});
