/*
 * The libraries of real hosts, held against npm's own resolver: 70 packages alone, and 8 stacks. The
 * documents are recorded (`record.ts`), so that the answers stay what they are.
 */
import type { AbbreviatedPackument } from "@larder/packument";
import { type PackageName, parseWanted } from "@larder/package-spec";
import { type Resolution, resolve, solve } from "@larder/resolver";
import pickManifest from "npm-pick-manifest";
import semver from "semver";
import { expect, test } from "vitest";

import { countWithArborist, nodeVersion } from "./count-with-arborist.ts";
import { hostWanting } from "./host-wanting.ts";
import { hosts } from "./roots.ts";
import { serveDocuments } from "./serve-documents.ts";
import { readUniverse } from "./universe.ts";

const universe = await readUniverse();

/** Wants something that its registry does not have: npm refuses it as well. */
const refused = "postcss-preset-env";

async function resolved(wants: readonly string[]): Promise<Resolution | undefined> {
  const outcome = await resolve(hostWanting(wants), { fetch: async (name) => universe.get(name) });
  return outcome.outcome === "solved" ? outcome.resolution : undefined;
}

type Asked = { readonly from: string; readonly alias: string; readonly wanted: string; readonly isPeer: boolean };

/** `name@version` of everything that is there → who asks for it. */
function listAsked({ wants, nodes }: Resolution): ReadonlyMap<string, readonly Asked[]> {
  const keys = new Map(nodes.map(({ id, name, version }) => [id, `${name}@${version}`]));
  const asked = new Map<string, Asked[]>();
  const note = (to: string, entry: Asked): void => {
    const key = keys.get(to) ?? to;
    asked.set(key, [...(asked.get(key) ?? []), entry]);
  };
  for (const { alias, wanted, to } of wants) note(to, { from: "", alias, wanted, isPeer: false });
  for (const { id, edges } of nodes) {
    for (const { kind, alias, wanted, to } of edges)
      note(to, { from: id, alias, wanted, isPeer: kind.endsWith("peer") });
  }
  return asked;
}

const pickedBefore = new Map<string, string>();

/** The same few thousand ranges come back in every host. */
function pickOnce(name: PackageName, text: string): string {
  const key = `${name} ${text}`;
  const picked = pickedBefore.get(key) ?? pickManifest(universe.get(name) ?? {}, text, { nodeVersion }).version;
  pickedBefore.set(key, picked);
  return picked;
}

/** Returns the version that npm picks for an edge by itself, and whether `version` is in its range. */
function weigh({ alias, wanted }: Asked, version: string): { readonly picked: string; readonly isFit: boolean } {
  const parsed = parseWanted(wanted);
  const name = parsed.type === "alias" ? parsed.name : (alias as PackageName);
  const inner = parsed.type === "alias" ? parsed.wanted : parsed;
  const text = inner.type === "tag" ? inner.tag : inner.type === "range" ? inner.range || "*" : wanted;
  const picked = pickOnce(name, text);
  return { picked, isFit: picked === version || semver.satisfies(version, text, { loose: true }) };
}

test("each edge gets what npm picks for it, or a version that fits and that somebody else there gets", async () => {
  const counts = { hosts: 0, packages: 0, edges: 0, picked: 0, shared: 0, together: 0 };
  const alone: string[] = [];
  const unfit: string[] = [];
  for (const wants of hosts) {
    const resolution = await resolved(wants);
    if (!resolution) continue;
    counts.hosts++;
    for (const [key, askers] of listAsked(resolution)) {
      const version = key.slice(key.lastIndexOf("@") + 1);
      const weighed = askers.map((asked) => ({ asked, ...weigh(asked, version) }));
      const isPicked = weighed.some(({ picked }) => picked === version);
      const isForPeers = askers.some(({ isPeer }) => isPeer);
      counts.packages++;
      for (const { asked, picked, isFit } of weighed) {
        counts.edges++;
        if (!isFit)
          unfit.push(`${wants.join(" ")}: ${asked.from} asks for ${asked.alias} ${asked.wanted} and gets ${key}`);
        if (picked === version) counts.picked++;
        else if (isPicked) counts.shared++;
        else if (isForPeers) counts.together++;
        else alone.push(`${wants.join(" ")}: ${asked.from} gets ${key}, and npm ${picked}`);
      }
    }
  }
  expect({ unfit, alone }).toEqual({ unfit: [], alone: [] });
  expect(counts).toMatchInlineSnapshot(`
    {
      "edges": 25913,
      "hosts": 77,
      "packages": 12362,
      "picked": 25535,
      "shared": 378,
      "together": 0,
    }
  `);
});

test(
  "no host gets more packages than npm would install, but for peers that npm leaves broken",
  { tags: ["slow"] },
  async () => {
    await using server = await serveDocuments(async (name) => universe.get(name));
    const more: string[] = [];
    const sums = { ours: 0, npms: 0, fewer: 0, same: 0, brokenPeers: 0 };
    for (const wants of hosts) {
      const resolution = await resolved(wants);
      const { packages, brokenPeers, refusal } = await countWithArborist(wants, server.url);
      expect([wants.join(" "), resolution === undefined]).toEqual([wants.join(" "), refusal !== undefined]);
      if (!resolution) continue;
      const ours = new Set(resolution.nodes.map(({ name, version }) => `${name}@${version}`)).size;
      if (ours > packages.size + brokenPeers) more.push(`${wants.join(" ")}: ${ours}, and npm ${packages.size}`);
      sums.ours += ours;
      sums.npms += packages.size;
      sums.brokenPeers += brokenPeers;
      if (ours === packages.size) sums.same++;
      else if (ours < packages.size) sums.fewer++;
    }
    expect(more).toEqual([]);
    expect(sums).toMatchInlineSnapshot(`
      {
        "brokenPeers": 1,
        "fewer": 7,
        "npms": 12378,
        "ours": 12362,
        "same": 69,
      }
    `);
  },
);

/** Returns `value` with the keys of every object in it in another order. */
function shuffleKeys(value: unknown, random: () => number): unknown {
  if (Array.isArray(value) || typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => ({ key, item, at: random() }));
  return Object.fromEntries(
    entries.toSorted((a, b) => a.at - b.at).map(({ key, item }) => [key, shuffleKeys(item, random)]),
  );
}

/** The same numbers in each run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648);
}

/** Returns how many answers there are to one host when its wants and documents come in `orders` orders, and how many packages it has. */
async function countAnswers(orders: number): Promise<{ readonly answers: number; readonly packages: number }> {
  const request = hostWanting(["vite", "@vitejs/plugin-react", "react", "react-dom", "vitest"]);
  const read = new Set<PackageName>();
  const first = await resolve(request, { fetch: async (name) => universe.get(read.add(name) && name) });
  const answers = new Set([JSON.stringify(first)]);
  const random = randomFrom(1);
  for (let order = 0; order < orders; order++) {
    const wants = request.wants.map((want) => ({ want, at: random() })).toSorted((a, b) => a.at - b.at);
    const names = [...read].map((name) => ({ name, at: random() })).toSorted((a, b) => a.at - b.at);
    const documents = new Map(
      names.map(({ name }) => [name, shuffleKeys(universe.get(name), random) as AbbreviatedPackument | undefined]),
    );
    answers.add(JSON.stringify(solve({ ...request, wants: wants.map(({ want }) => want) }, documents)));
  }
  return { answers: answers.size, packages: first.outcome === "solved" ? first.resolution.nodes.length : 0 };
}

test("a real host has one answer in any order of its wants and documents", async () => {
  const { answers, packages } = await countAnswers(10);
  expect([answers, packages > 50]).toEqual([1, true]);
});

test("a real host has one answer in a thousand orders", { tags: ["slow"] }, async () => {
  const { answers, packages } = await countAnswers(1_000);
  expect([answers, packages > 50]).toEqual([1, true]);
});

test("what cannot be had is refused, as npm refuses it", async () => {
  expect(await resolved([refused])).toBeUndefined();
});
