import type { AbbreviatedPackument } from "@larder/packument";
import * as fc from "fast-check";
import { expect, test } from "vitest";

import type { PackageSource, ResolveRequest } from "../request.ts";
import { resolve } from "../resolve.ts";
import { solve } from "../solve.ts";
import { aPluginWorld } from "../testing/a-plugin-universe.ts";
import { ARegistry, aRequest, type Universe } from "../testing/a-registry.ts";
import { applySuggestion } from "./apply-suggestion.ts";
import type { Suggestion } from "./suggestion.ts";

const plugin = { larder: {} };

/** Returns what is suggested; each was followed, and helps. */
async function suggested(request: ResolveRequest, source: PackageSource): Promise<readonly Suggestion[]> {
  const outcome = await resolve(request, source);
  if (outcome.outcome === "solved") throw new Error("It was solved");
  const { suggestions } = outcome.conflict;
  for (const suggestion of suggestions) {
    expect((await resolve(applySuggestion(request, suggestion), source)).outcome).toBe("solved");
  }
  return suggestions;
}

test("[RS13] an update is suggested where a locked library leads to something that cannot be had any more", async () => {
  const before: Universe = {
    app: { "1.0.0": { dependencies: { left: "^1" } } },
    left: { "1.0.0": { dependencies: { gone: "^1" } } },
    gone: { "1.0.0": {} },
  };
  const locked = await resolve(aRequest({ app: "*" }), new ARegistry(before));
  if (locked.outcome !== "solved") throw new Error("It was not solved");
  const now: Universe = { ...before, gone: { "2.0.0": {} }, left: { ...before["left"], "1.1.0": {} } };
  const request = aRequest({ app: "*" }, { locked: locked.resolution });
  expect(await suggested(request, new ARegistry(now))).toEqual([{ type: "update", names: ["left"] }]);
});

test("[RS13] an update of all is suggested where that of one locked library is not enough", async () => {
  const before: Universe = {
    app: { "1.0.0": { dependencies: { left: "^1", right: "^1" } } },
    left: { "1.0.0": { dependencies: { gone: "1.1.0" } } },
    right: { "1.0.0": { dependencies: { gone: "1.1.0" } } },
    gone: { "1.1.0": {} },
  };
  const locked = await resolve(aRequest({ app: "*" }), new ARegistry(before));
  if (locked.outcome !== "solved") throw new Error("It was not solved");
  const mended = { "1.0.1": { dependencies: { gone: "1.0.0" } } };
  const now: Universe = {
    ...before,
    gone: { "1.0.0": {} },
    left: { ...before["left"], ...mended },
    right: { ...before["right"], ...mended },
  };
  const request = aRequest({ app: "*" }, { locked: locked.resolution });
  expect(await suggested(request, new ARegistry(now))).toEqual([{ type: "update", names: [] }]);
});

test("[RS13] no more than three, and two of one kind at most", async () => {
  const pair = { "1.0.0": plugin, "2.0.0": { larder: { requires: { "@x/base": "^2.0.0" } } } };
  const names = ["@x/a", "@x/b", "@x/c", "@x/d"];
  const world: Universe = {
    ...Object.fromEntries(names.map((name) => [name, pair])),
    "@x/base": { "1.0.0": plugin, "2.0.0": plugin },
  };
  const wants = { "@x/a": "^2", "@x/base": "^1" };
  expect((await suggested(aRequest(wants), new ARegistry(world))).map(({ type }) => type)).toEqual([
    "relax-want",
    "relax-want",
  ]);
});

test("[RS13] what would help is tried with documents that were not needed before", async () => {
  const world: Universe = {
    "@x/a": {
      "1.0.0": { larder: { requires: { "@x/far": "^1" } } },
      "2.0.0": { larder: { requires: { "@x/b": "^2" } } },
    },
    "@x/b": { "1.0.0": plugin, "2.0.0": plugin },
    "@x/far": { "1.0.0": plugin },
  };
  const suggestions = await suggested(aRequest({ "@x/a": "^2", "@x/b": "1.0.0" }), new ARegistry(world));
  expect(suggestions.map((one) => one.type === "relax-want" && `${one.alias} ${one.to}`)).toEqual([
    "@x/a ^1.0.0",
    "@x/b ^2.0.0",
  ]);
});

test("[RS13] a conflict is told all the same when such a document cannot be fetched", async () => {
  const registry = new ARegistry({
    "@x/a": {
      "1.0.0": { larder: { requires: { "@x/far": "^1" } } },
      "2.0.0": { larder: { requires: { "@x/b": "^2" } } },
    },
    "@x/b": { "1.0.0": plugin },
  });
  const source: PackageSource = {
    fetch: async (name): Promise<AbbreviatedPackument | undefined> => {
      if (name === "@x/far") throw new Error("The registry is down");
      return registry.fetch(name);
    },
  };
  const outcome = await resolve(aRequest({ "@x/a": "^2", "@x/b": "*" }), source);
  expect(outcome.outcome).toBe("conflict");
});

test("[RS13] a conflict that no one change mends is told without suggestions", () => {
  const names = Array.from({ length: 100 }, (_, index) => `@x/p${index}`);
  const world: Universe = {
    ...Object.fromEntries(
      names.map((name, index) => [
        name,
        { "1.0.0": { larder: { requires: { "@x/base": `^${1 + (index % 2)}.0.0` } } } },
      ]),
    ),
    "@x/base": { "1.0.0": plugin, "2.0.0": plugin },
  };
  const outcome = solve(aRequest(Object.fromEntries(names.map((name) => [name, "*"]))), new ARegistry(world).documents);
  expect(outcome.outcome === "conflict" && outcome.conflict.suggestions).toEqual([]);
});

test("[RS13] every suggestion helps when it is followed, under any policy", () => {
  const kinds = new Set<string>();
  fc.assert(
    fc.property(aPluginWorld(["@x/a", "@x/b", "@x/c", "@x/d", "@x/e"], 2), ({ universe, wants, policy, asOf }) => {
      const { documents } = new ARegistry(universe);
      const request = aRequest(wants, { policy, asOf });
      const outcome = solve(request, documents);
      if (outcome.outcome !== "conflict") return;
      for (const suggestion of outcome.conflict.suggestions) {
        kinds.add(suggestion.type);
        expect(solve(applySuggestion(request, suggestion), documents).outcome).toBe("solved");
      }
    }),
    { numRuns: 300 },
  );
  expect(kinds.size).toBeGreaterThan(3);
});
