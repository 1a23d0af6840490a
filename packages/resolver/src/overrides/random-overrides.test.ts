import * as fc from "fast-check";
import semver from "semver";
import { expect, test } from "vitest";

import { resolve } from "../resolve.ts";
import type { Resolution, ResolvedNode } from "../resolution.ts";
import { aLibraryUniverse } from "../testing/a-library-universe.ts";
import { ARegistry, aRequest, type Universe } from "../testing/a-registry.ts";

/** One step of a key: a package, and whether the next may be anywhere below it. */
type Step = { readonly name: string; readonly range: string; readonly isAtAnyDepth: boolean };
type SomeOverride = { readonly parents: readonly Step[]; readonly name: string; readonly taken: string };

const someName = fc.constantFrom("p0", "p1", "p2", "p3", "p4", "p5");
const someOverride: fc.Arbitrary<SomeOverride> = fc.record({
  parents: fc.array(
    fc.record({ name: someName, range: fc.constantFrom("*", "*", "^1", ">=1.1 <3"), isAtAnyDepth: fc.boolean() }),
    { minLength: 1, maxLength: 3 },
  ),
  name: someName,
  taken: fc.constantFrom("*", "^1.0.0", ">=1.0.0", "<=1.1.0"),
});

const someOverrides = fc.uniqueArray(someOverride, { minLength: 1, maxLength: 4, selector: keyOf });

function textsOf(overrides: readonly SomeOverride[]): { readonly [key: string]: string } {
  return Object.fromEntries(overrides.map((override) => [keyOf(override), override.taken]));
}

function selectorOf({ name, range }: Step): string {
  return range === "*" ? name : `${name}@${range}`;
}

function keyOf({ parents, name }: SomeOverride): string {
  return [...parents.map((step) => `${selectorOf(step)}>${step.isAtAnyDepth ? "**>" : ""}`), name].join("");
}

type OnTheWay = Pick<ResolvedNode, "name" | "version">;

function isStep(step: Step, { name, version }: OnTheWay): boolean {
  return name === step.name && semver.satisfies(version, step.range);
}

/** The places on `way` of the last parents, of all ways in which `parents` lie on it. */
function lastPlaces(parents: readonly Step[], way: readonly OnTheWay[], from: number, isFree: boolean): number[] {
  const [first, ...others] = parents;
  if (!first) return isFree || from === way.length ? [from - 1] : [];
  return way.flatMap((pkg, place) => {
    if (place < from || (!isFree && place > from)) return [];
    if (!isStep(first, pkg)) return [];
    return lastPlaces(others, way, place + 1, first.isAtAnyDepth);
  });
}

/** What the last package on `way` gets when it asks for `text`, found by looking at all overrides and all of the way. */
function expectedText(
  overrides: readonly SomeOverride[],
  way: readonly OnTheWay[],
  { alias, text }: { readonly alias: string; readonly text: string },
): string {
  const ranked = overrides
    .filter(({ name }) => name === alias)
    .flatMap((override) => {
      const places = lastPlaces(override.parents, way, 0, true);
      const ranged = override.parents.filter(({ range }) => range !== "*").length;
      const last = override.parents.at(-1);
      if (places.length === 0 || !last) return [];
      const nearest = last.isAtAnyDepth ? way.findLastIndex((pkg) => isStep(last, pkg)) : way.length - 1;
      return [{ override, rank: [nearest, override.parents.length, ranged, last.isAtAnyDepth ? 0 : 1] }];
    })
    .toSorted((a, b) => {
      const decisive = a.rank.map((one, index) => (b.rank[index] ?? 0) - one).find((difference) => difference !== 0);
      return decisive ?? (keyOf(a.override).replaceAll(" ", "_") < keyOf(b.override).replaceAll(" ", "_") ? -1 : 1);
    });
  return ranked[0]?.override.taken ?? text;
}

const waysMax = 3_000;
const wayLengthMax = 6;

/** From a want of the host down to the package that asks. */
type Way = { readonly way: readonly ResolvedNode[]; readonly asking: ResolvedNode };

/** Every way from a want of the host down, with its packages; the first `waysMax`. */
function* listWays({ wants, nodes }: Resolution): Generator<Way> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const open = wants.flatMap(({ to }) => byId.get(to) ?? []).map((node): readonly ResolvedNode[] => [node]);
  for (let count = 0; count < waysMax; count++) {
    const way = open.shift();
    const asking = way?.at(-1);
    if (!way || !asking) return;
    yield { way, asking };
    if (way.length === wayLengthMax) continue;
    for (const { to } of asking.edges) {
      const next = byId.get(to);
      if (next) open.push([...way, next]);
    }
  }
}

function withoutPeers(universe: Universe): Universe {
  return Object.fromEntries(
    Object.entries(universe).map(([name, versions]) => [
      name,
      Object.fromEntries(
        Object.entries(versions).map(([version, { peerDependencies: _none, ...facts }]) => [version, facts]),
      ),
    ]),
  );
}

test("[RL7] on every way through a random graph each package asks for what the nearest override makes of it", async () => {
  const counts = { replaced: 0, marked: 0 };
  const property = async (universe: Universe, overrides: readonly SomeOverride[]): Promise<void> => {
    const more = { overrides: textsOf(overrides) };
    const outcome = await resolve(aRequest({ p0: "*", p1: "*" }, more), new ARegistry(universe));
    if (outcome.outcome !== "solved") return;
    counts.marked += outcome.resolution.nodes.filter(({ id }) => id.includes("[")).length;
    for (const { way, asking } of listWays(outcome.resolution)) {
      const { dependencies, optionalDependencies } = universe[asking.name]?.[asking.version] ?? {};
      const said: { readonly [alias: string]: string } = { ...dependencies, ...optionalDependencies };
      const place = way.map(({ id }) => id);
      for (const { alias, wanted } of asking.edges) {
        const text = said[alias] ?? "";
        expect([place, alias, wanted]).toEqual([place, alias, expectedText(overrides, way, { alias, text })]);
        if (wanted !== text) counts.replaced++;
      }
    }
  };
  await fc.assert(fc.asyncProperty(aLibraryUniverse.map(withoutPeers), someOverrides, property), { numRuns: 1_500 });
  expect(counts.marked).toBeGreaterThan(100);
  expect(counts.replaced).toBeGreaterThan(1_000);
});

test("[RL7] [RS10] random graphs with nested overrides and peers are the same in any order, and when they are locked again", async () => {
  let marked = 0;
  const property = async (universe: Universe, overrides: readonly SomeOverride[]): Promise<void> => {
    const more = { overrides: textsOf(overrides) };
    const registry = new ARegistry(universe);
    const first = await resolve(aRequest({ p0: "*", p1: "*" }, more), registry);
    if (first.outcome !== "solved") return;
    marked += first.resolution.nodes.filter(({ id }) => id.includes("[")).length;
    const reversed = { overrides: textsOf(overrides.toReversed()) };
    const other = await resolve(aRequest({ p1: "*", p0: "*" }, reversed), registry);
    expect(other).toMatchObject({ resolution: { nodes: first.resolution.nodes } });
    const locked = { ...more, locked: first.resolution };
    expect(await resolve(aRequest({ p0: "*", p1: "*" }, locked), registry)).toEqual(first);
  };
  await fc.assert(fc.asyncProperty(aLibraryUniverse, someOverrides, property), { numRuns: 400 });
  expect(marked).toBeGreaterThan(10);
});
