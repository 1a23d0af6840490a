import type { PackageName } from "@larder/package-spec";
import { expect, test } from "vitest";

import { resolve } from "../resolve.ts";
import { ARegistry, aRequest, type Universe } from "../testing/a-registry.ts";
import { graphOf, resolved } from "../testing/resolved.ts";

/** A framework as they are: it pins what draws, and brings a library that takes any. */
const framework: Universe = {
  app: { "1.0.0": { peerDependencies: { view: "*" }, dependencies: { native: "^1", web: "^1" } } },
  native: { "1.0.0": { peerDependencies: { view: "1.0.0" } } },
  web: { "1.0.0": { peerDependencies: { view: ">=1", "view-dom": "*" } } },
  view: { "1.0.0": {}, "1.1.0": {} },
  "view-dom": {
    "1.0.0": { peerDependencies: { view: "^1.0.0" } },
    "1.1.0": { peerDependencies: { view: "^1.1.0" } },
  },
};

test("[RL14] peers that nobody answers are answered together: one version that fits all that ask, and its own peers", async () => {
  expect(graphOf(await resolved(framework, { app: "*" }))).toEqual({
    "app@1.0.0(view-dom@1.0.0(view@1.0.0))(view@1.0.0)": [
      "native → native@1.0.0(view@1.0.0)",
      "view → view@1.0.0",
      "web → web@1.0.0(view-dom@1.0.0(view@1.0.0))(view@1.0.0)",
    ],
    "native@1.0.0(view@1.0.0)": ["view → view@1.0.0"],
    "view-dom@1.0.0(view@1.0.0)": ["view → view@1.0.0"],
    "view@1.0.0": [],
    "web@1.0.0(view-dom@1.0.0(view@1.0.0))(view@1.0.0)": ["view → view@1.0.0", "view-dom → view-dom@1.0.0(view@1.0.0)"],
  });
});

test("[RL14] where no version fits all, the one that most ask for stands in the host, and the others have their own", async () => {
  const universe: Universe = {
    a: { "1.0.0": { peerDependencies: { view: "^1" } } },
    b: { "1.0.0": { peerDependencies: { view: "^2" } } },
    c: { "1.0.0": { peerDependencies: { view: "^2" } } },
    d: { "1.0.0": { peerDependencies: { view: "*" } } },
    view: { "1.0.0": {}, "2.0.0": {}, "3.0.0": {} },
  };
  expect(graphOf(await resolved(universe, { a: "*", b: "*", c: "*", d: "*" }))).toEqual({
    "a@1.0.0": ["view → view@1.0.0"],
    "b@1.0.0(view@2.0.0)": ["view → view@2.0.0"],
    "c@1.0.0(view@2.0.0)": ["view → view@2.0.0"],
    "d@1.0.0(view@2.0.0)": ["view → view@2.0.0"],
    "view@1.0.0": [],
    "view@2.0.0": [],
  });
});

test("[RL14] a package that what stands in the host does not fit gets all of its peers together", async () => {
  const universe: Universe = {
    old: { "1.0.0": { peerDependencies: { view: "^1", "view-dom": "^1" } } },
    view: { "1.0.0": {}, "1.1.0": {}, "2.0.0": {} },
    "view-dom": { "1.0.0": { peerDependencies: { view: "1.0.0" } }, "2.0.0": { peerDependencies: { view: "^2" } } },
  };
  expect(graphOf(await resolved(universe, { old: "*", view: "^2", "view-dom": "^2" }))).toEqual({
    "old@1.0.0": ["view → view@1.0.0", "view-dom → view-dom@1.0.0(view@1.0.0)"],
    "view-dom@1.0.0(view@1.0.0)": ["view → view@1.0.0"],
    "view-dom@2.0.0(view@2.0.0)": ["view → view@2.0.0"],
    "view@1.0.0": [],
    "view@2.0.0": [],
  });
});

test("[RL14] what is answered in the host stays as it is locked, and moves when it is updated", async () => {
  const request = aRequest({ a: "*" });
  const a = { "1.0.0": { peerDependencies: { view: "^1" } } };
  const before = await resolve(request, new ARegistry({ a, view: { "1.0.0": {} } }));
  if (before.outcome !== "solved") throw new Error("It was not solved");
  const now = { a, view: { "1.0.0": {}, "1.1.0": {} } };
  expect(await resolved(now, { a: "*" }, { locked: before.resolution })).toEqual(before.resolution);
  const updated = await resolved(now, { a: "*" }, { locked: before.resolution, update: ["view"] });
  expect(Object.keys(graphOf(updated))).toEqual(["a@1.0.0(view@1.1.0)", "view@1.1.0"]);
});

test("[RL5] a peer that only its meta names is optional onto any version, and each edge says which kind it is", async () => {
  const universe: Universe = {
    a: {
      "1.0.0": {
        peerDependencies: { view: "*", theme: "^1" },
        peerDependenciesMeta: { theme: { optional: true }, skin: {} },
      },
    },
    view: { "1.0.0": {} },
    theme: { "1.0.0": {}, "2.0.0": {} },
    skin: { "1.0.0-beta.1": {} },
  };
  const kindsOf = async (wants: { readonly [alias: string]: string }): Promise<string[] | undefined> =>
    (await resolved(universe, wants)).nodes
      .find(({ name }) => name === "a")
      ?.edges.map(({ kind, alias, wanted }) => `${alias} ${kind} ${wanted}`);
  expect(await kindsOf({ a: "*" })).toEqual(["view peer *"]);
  expect(await kindsOf({ a: "*", theme: "^1", skin: "*" })).toEqual([
    "skin optional-peer *",
    "theme optional-peer ^1",
    "view peer *",
  ]);
  expect(await kindsOf({ a: "*", theme: "^2" })).toEqual(["view peer *"]);
});

test("[RL7] an override governs a peer that is answered in the host", async () => {
  const overrides = { "native>view": ">=1", view: "1.1.0" };
  const ids = Object.keys(graphOf(await resolved(framework, { app: "*" }, { overrides })));
  expect(ids.filter((id) => id.startsWith("view"))).toEqual(["view-dom@1.1.0(view@1.1.0)", "view@1.1.0"]);
});

test("[RL14] a peer whose only answers are below an optional dependency takes that away when there is none", async () => {
  const universe: Universe = {
    a: { "1.0.0": { optionalDependencies: { extra: "^1" } } },
    extra: { "1.0.0": { peerDependencies: { gone: "^1" } } },
  };
  expect(graphOf(await resolved(universe, { a: "*" }))).toEqual({ "a@1.0.0": [] });
  const outcome = await resolve(aRequest({ extra: "*" }), new ARegistry(universe));
  expect(outcome.outcome).toBe("conflict");
});

test("[RL6] circles of peers that the host answers are named as one group, and are the same when locked again", async () => {
  const universe: Universe = {
    a: { "1.0.0": { peerDependencies: { left: "*" } } },
    left: { "1.0.0": { peerDependencies: { right: "*" } } },
    right: { "1.0.0": { peerDependencies: { left: "*", base: "^1" } } },
    base: { "1.0.0": {}, "2.0.0": {} },
  };
  const first = await resolved(universe, { a: "*" });
  expect(first.nodes.map(({ id }) => id)).toEqual([
    "a@1.0.0(left@1.0.0(base@1.0.0)(right@1.0.0))",
    "base@1.0.0",
    "left@1.0.0(base@1.0.0)(right@1.0.0)",
    "right@1.0.0(base@1.0.0)(left@1.0.0)",
  ]);
  const locked = { locked: first };
  const newer = { ...universe, base: { "1.0.0": {}, "1.1.0": {} }, left: { ...universe["left"], "1.1.0": {} } };
  expect(await resolved(newer, { a: "*" }, locked)).toEqual(first);
  expect(await resolved(newer, { a: "*" }, { ...locked, provided: ["nothing" as PackageName] })).toEqual(first);
});

test("[RL14] a want gives way within its range, so that peers agree, and never beyond it", async () => {
  const universe: Universe = {
    linter: { "1.0.0": {}, "2.0.0": {} },
    rules: { "1.0.0": { dependencies: { "rules-view": "*" } } },
    "rules-view": { "1.0.0": { peerDependencies: { linter: "^1" } } },
  };
  const given = await resolved(universe, { linter: "*", rules: "*" });
  expect(Object.keys(graphOf(given))).toEqual([
    "linter@1.0.0",
    "rules-view@1.0.0(linter@1.0.0)",
    "rules@1.0.0(linter@1.0.0)",
  ]);
  expect(await resolved(universe, { linter: "*", rules: "*" }, { locked: given })).toEqual(given);
  expect(Object.keys(graphOf(await resolved(universe, { linter: "^2", rules: "*" })))).toEqual([
    "linter@1.0.0",
    "linter@2.0.0",
    "rules-view@1.0.0",
    "rules@1.0.0(linter@2.0.0)",
  ]);
});

test("[RS14] packages that are peers of each other in too many ways are refused, and take no memory without end", async () => {
  const count = 20;
  const nameAt = (place: number): string => `p${place % count}`;
  const mesh: Universe = Object.fromEntries(
    Array.from({ length: count }, (_, place) => {
      const dependencies = { [nameAt(place + 1)]: "*", [nameAt(place + 2)]: "*" };
      const peerDependencies = { [nameAt(place + 3)]: "*", [nameAt(place + 4)]: "*", [nameAt(place + 5)]: "*" };
      return [nameAt(place), { "1.0.0": { dependencies, peerDependencies } }];
    }),
  );
  const outcome = await resolve(aRequest({ p0: "*", p1: "*" }), new ARegistry(mesh));
  expect(outcome).toMatchObject({
    outcome: "conflict",
    conflict: { because: { cause: { type: "too-hard", contradicted: ["p0", "p1"] } } },
  });
});

test("[RS10] what packages answered for themselves goes when it is not needed any more once all peers are answered", async () => {
  const inCircles: Universe = {
    p0: { "1.0.0": { peerDependencies: { p4: "*" } } },
    p1: { "1.0.0": {} },
    p2: { "1.0.0": { peerDependencies: { p4: "^1.0.0" } } },
    p3: { "1.0.0": { dependencies: { p2: "*" } } },
    p4: { "1.0.0": { peerDependencies: { p3: "*" } }, "2.0.0": { dependencies: { p2: "*" } } },
  };
  const below: Universe = {
    p0: { "1.0.0": {} },
    p1: { "1.0.0": { dependencies: { p4: "*" }, optionalDependencies: { p3: "*" } } },
    p2: { "1.0.0": { peerDependencies: { p4: "*" } } },
    p3: { "1.0.0": { dependencies: { p2: "*" }, peerDependencies: { p4: "^1.0.0" } } },
    p4: { "1.0.0": { peerDependencies: { p5: "*" } }, "2.0.0": {} },
    p5: { "1.0.0": { dependencies: { p3: "*" } } },
  };
  for (const universe of [inCircles, below]) {
    const first = await resolved(universe, { p0: "*", p1: "*" });
    expect(await resolved(universe, { p0: "*", p1: "*" }, { locked: first })).toEqual(first);
  }
});
