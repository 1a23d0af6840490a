import type { PackageName } from "@larder/package-spec";
import { expect, test } from "vitest";

import { formatConflict } from "../report/format-conflict.ts";
import { resolve } from "../resolve.ts";
import { ARegistry, aRequest, type VersionFacts } from "../testing/a-registry.ts";
import { graphOf, resolved } from "../testing/resolved.ts";

test("[RL1] a range gets what latest points at when that is in it, otherwise the highest, and a deprecated one last", async () => {
  const universe = {
    a: { "1.0.0": {}, "1.1.0": {}, "1.2.0": {}, "2.0.0": {} },
    b: { "1.0.0": {}, "1.1.0": { deprecated: "Broken" } },
  };
  const wants = { a: "^1", two: "npm:a@^2", b: "^1", old: "npm:b@^1.1" };
  const { wants: got } = await resolved(universe, wants, { tags: { a: { latest: "1.1.0" } } });
  expect(got.map(({ alias, to }) => `${alias} → ${to}`)).toEqual([
    "a → a@1.1.0",
    "b → b@1.0.0",
    "old → b@1.1.0",
    "two → a@2.0.0",
  ]);
});

test("[RL1] `*` gets a prerelease that latest points at", async () => {
  expect(graphOf(await resolved({ a: { "1.0.0-beta.2": {} } }, { a: "*" }))).toEqual({ "a@1.0.0-beta.2": [] });
});

test("[RL1] a tag gets the version that it points at", async () => {
  const universe = { a: { "1.0.0": {}, "2.0.0-rc.1": {} } };
  const resolution = await resolved(universe, { a: "next" }, { tags: { a: { next: "2.0.0-rc.1" } } });
  expect(Object.keys(graphOf(resolution))).toEqual(["a@2.0.0-rc.1"]);
});

test("[RL2] several versions of a library may stand side by side, and one that is there is taken again", async () => {
  const universe = {
    a: { "1.0.0": { dependencies: { c: "^1.0.0" } } },
    b: { "1.0.0": { dependencies: { c: ">=1.0.0", d: "^1" } } },
    c: { "1.0.0": {}, "2.0.0": {} },
    d: { "1.0.0": { dependencies: { c: "^2" } } },
  };
  expect(graphOf(await resolved(universe, { a: "*", b: "*" }))).toEqual({
    "a@1.0.0": ["c → c@1.0.0"],
    "b@1.0.0": ["c → c@1.0.0", "d → d@1.0.0"],
    "c@1.0.0": [],
    "c@2.0.0": [],
    "d@1.0.0": ["c → c@2.0.0"],
  });
});

test("[RL3] a plain dependency onto a package with a larder key is a library, but shares a singleton that fits", async () => {
  const universe = {
    "@x/plugin": { "1.0.0": { larder: {} }, "2.0.0": { larder: {} } },
    a: { "1.0.0": { dependencies: { "@x/plugin": "^1" } } },
    b: { "1.0.0": { dependencies: { "@x/plugin": ">=1" } } },
  };
  const resolution = await resolved(universe, { "@x/plugin": "^2", a: "*", b: "*" });
  expect(graphOf(resolution)).toEqual({
    "@x/plugin@1.0.0": [],
    "@x/plugin@2.0.0": [],
    "a@1.0.0": ["@x/plugin → @x/plugin@1.0.0"],
    "b@1.0.0": ["@x/plugin → @x/plugin@2.0.0"],
  });
  expect(resolution.nodes.map(({ kind }) => kind)).toEqual(["library", "singleton", "library", "library"]);
});

test("[RL4] an optional dependency that cannot be had, or something below it, is left out", async () => {
  const universe = {
    a: { "1.0.0": { optionalDependencies: { gone: "^1", far: "^1", fine: "^9" }, dependencies: { fine: "^1" } } },
    far: { "1.0.0": { dependencies: { middle: "^1" } } },
    middle: { "1.0.0": { dependencies: { gone: "^1" } } },
    fine: { "1.0.0": {} },
  };
  expect(graphOf(await resolved(universe, { a: "*" }))).toEqual({ "a@1.0.0": [] });
});

test("[RL4] packages for other platforms are locked as well", async () => {
  const universe = {
    a: { "1.0.0": { optionalDependencies: { "a-linux": "1.0.0", "a-win32": "1.0.0" } } },
    "a-linux": { "1.0.0": { os: ["linux"], cpu: ["x64"], libc: ["glibc"] } },
    "a-win32": { "1.0.0": { os: ["win32"] } },
  };
  const { nodes } = await resolved(universe, { a: "*" });
  expect(nodes.map(({ id, os, cpu, libc }) => ({ id, os, cpu, libc }))).toEqual([
    { id: "a-linux@1.0.0", os: ["linux"], cpu: ["x64"], libc: ["glibc"] },
    { id: "a-win32@1.0.0", os: ["win32"], cpu: undefined, libc: undefined },
    { id: "a@1.0.0", os: undefined, cpu: undefined, libc: undefined },
  ]);
});

test("[RL5] a peer is answered by whoever asks for the package, one instance for each answer", async () => {
  const universe = {
    a: { "1.0.0": { dependencies: { view: "^1", widget: "^1" } } },
    b: { "1.0.0": { dependencies: { view: "^2", widget: "^1" } } },
    widget: { "1.0.0": { peerDependencies: { view: "*" } } },
    view: { "1.0.0": {}, "2.0.0": {} },
  };
  expect(graphOf(await resolved(universe, { a: "*", b: "*" }))).toEqual({
    "a@1.0.0": ["view → view@1.0.0", "widget → widget@1.0.0(view@1.0.0)"],
    "b@1.0.0": ["view → view@2.0.0", "widget → widget@1.0.0(view@2.0.0)"],
    "view@1.0.0": [],
    "view@2.0.0": [],
    "widget@1.0.0(view@1.0.0)": ["view → view@1.0.0"],
    "widget@1.0.0(view@2.0.0)": ["view → view@2.0.0"],
  });
});

test("[RL5] a peer that nobody answers is answered beside the wants, and one that does not fit what is there for itself; an optional one is not", async () => {
  const universe = {
    widget: {
      "1.0.0": {
        peerDependencies: { view: "^2", theme: "*" },
        peerDependenciesMeta: { theme: { optional: true }, skin: { optional: true } },
      },
    },
    view: { "1.0.0": {}, "2.0.0": {} },
    theme: { "1.0.0": {} },
    skin: { "1.0.0": {} },
  };
  expect(graphOf(await resolved(universe, { widget: "*", view: "^1" }))).toEqual({
    "view@1.0.0": [],
    "view@2.0.0": [],
    "widget@1.0.0": ["view → view@2.0.0"],
  });
  expect(graphOf(await resolved(universe, { widget: "*", skin: "*" }))).toMatchObject({
    "widget@1.0.0(skin@1.0.0)(view@2.0.0)": ["skin → skin@1.0.0", "view → view@2.0.0"],
  });
});

test("[RL6] packages that are peers of each other are named as one group, and their names end", async () => {
  const universe = {
    app: { "1.0.0": { dependencies: { left: "*", right: "*", base: "*" } } },
    left: { "1.0.0": { peerDependencies: { right: "*" } } },
    right: { "1.0.0": { peerDependencies: { left: "*", base: "*" } } },
    base: { "1.0.0": {} },
  };
  expect(graphOf(await resolved(universe, { app: "*" }))).toEqual({
    "app@1.0.0": [
      "base → base@1.0.0",
      "left → left@1.0.0(base@1.0.0)(right@1.0.0)",
      "right → right@1.0.0(base@1.0.0)(left@1.0.0)",
    ],
    "base@1.0.0": [],
    "left@1.0.0(base@1.0.0)(right@1.0.0)": ["right → right@1.0.0(base@1.0.0)(left@1.0.0)"],
    "right@1.0.0(base@1.0.0)(left@1.0.0)": ["base → base@1.0.0", "left → left@1.0.0(base@1.0.0)(right@1.0.0)"],
  });
});

test("[RL7] an override is taken instead of what packages ask for, one below a parent before one for all", async () => {
  const universe = {
    a: { "1.0.0": { dependencies: { c: "^1" } } },
    b: { "1.0.0": { dependencies: { c: "^1" } } },
    c: { "1.0.0": {}, "1.0.1": {}, "2.0.0": {} },
  };
  const resolution = await resolved(universe, { a: "*", b: "*" }, { overrides: { c: "1.0.0", "b>c": "2.0.0" } });
  expect(graphOf(resolution)).toMatchObject({ "a@1.0.0": ["c → c@1.0.0"], "b@1.0.0": ["c → c@2.0.0"] });
});

test("[RL7] an alias is imported under its own name, and what an archive bundles is not resolved", async () => {
  const universe = {
    a: { "1.0.0": { dependencies: { old: "npm:c@^1", inner: "^1" }, bundleDependencies: ["inner"] } },
    c: { "1.0.0": {} },
  };
  const resolution = await resolved(universe, { a: "*" });
  expect(graphOf(resolution)).toEqual({ "a@1.0.0": ["old → c@1.0.0"], "c@1.0.0": [] });
  expect(resolution.nodes[0]?.bundled).toEqual(["inner"]);

  for (const bundled of [{ bundledDependencies: true }, { bundleDependencies: { inner: "^1" } }]) {
    const otherwise = { a: { "1.0.0": { dependencies: { inner: "^1" }, ...bundled } } };
    expect((await resolved(otherwise, { a: "*" })).nodes).toMatchObject([{ edges: [], bundled: ["inner"] }]);
    expect((await resolved(otherwise, { a: "*" }, { shared: ["inner" as PackageName] })).nodes).toHaveLength(1);
  }
});

test("[RL13] what a package says badly of itself is left out, so that what is locked can be read again", async () => {
  const odd = {
    engines: ["node >=0.6.0"],
    os: "linux",
    cpu: ["x64", 64],
    libc: null,
    deprecated: true,
    bundleDependencies: "inner",
  } as unknown as VersionFacts;
  const { nodes } = await resolved({ a: { "1.0.0": odd } }, { a: "*" });
  const [{ id: _id, name: _name, version: _version, integrity: _integrity, ...facts } = {}] = nodes;
  expect(facts).toEqual({
    source: { type: "registry", registry: "home" },
    kind: "library",
    edges: [],
    os: ["linux"],
    cpu: ["x64"],
  });
});

test("[RL1] a version that asks for a core in no range at all is passed over", async () => {
  const universe = { a: { "1.0.0": {}, "1.1.0": { engines: { larder: "the newest" } } } };
  expect(Object.keys(graphOf(await resolved(universe, { a: "^1" })))).toEqual(["a@1.0.0"]);
});

test("[RL9] a library that cannot be had rules out the singleton version that needs it, and another one is tried", async () => {
  const universe = {
    "@x/plugin": {
      "1.0.0": { larder: {}, dependencies: { fine: "^1" } },
      "1.1.0": { larder: {}, dependencies: { broken: "^1" } },
      "1.2.0": { larder: {}, dependencies: { broken: "^1" } },
    },
    broken: { "1.0.0": { dependencies: { gone: "^1" } } },
    fine: { "1.0.0": {} },
  };
  expect(Object.keys(graphOf(await resolved(universe, { "@x/plugin": "^1" })))).toEqual([
    "@x/plugin@1.0.0",
    "fine@1.0.0",
  ]);
});

test("[RL10] a library with a peer on a singleton brings that singleton, in that range", async () => {
  const universe = {
    "@x/app": { "1.0.0": { larder: {}, dependencies: { glue: "^1" } } },
    "@x/data": { "1.0.0": { larder: {} }, "2.0.0": { larder: {} } },
    glue: { "1.0.0": { peerDependencies: { "@x/data": "^1" } } },
  };
  const resolution = await resolved(universe, { "@x/app": "*" });
  expect(graphOf(resolution)).toEqual({
    "@x/app@1.0.0": ["glue → glue@1.0.0"],
    "@x/data@1.0.0": [],
    "glue@1.0.0": ["@x/data → @x/data@1.0.0"],
  });
  expect(resolution.nodes.find(({ name }) => name === "@x/data")?.kind).toBe("singleton");
});

test("[RL10] a library that the host shares stands once, for all ranges", async () => {
  const universe = {
    a: { "1.0.0": { dependencies: { c: ">=1" } } },
    b: { "1.0.0": { dependencies: { c: "^1" } } },
    c: { "1.0.0": {}, "2.0.0": {} },
  };
  const wants = { a: "*", b: "*" };
  expect(Object.keys(graphOf(await resolved(universe, wants)))).toContain("c@2.0.0");
  const shared = await resolved(universe, wants, { shared: ["c" as PackageName] });
  expect(Object.keys(graphOf(shared))).toEqual(["a@1.0.0", "b@1.0.0", "c@1.0.0"]);
});

test("[RL11] a provided name is neither fetched nor in the graph, whoever asks for it", async () => {
  const registry = new ARegistry({
    a: { "1.0.0": { dependencies: { "@larder/sdk": "^1.0.0" } } },
    "@x/p": { "1.0.0": { larder: {}, peerDependencies: { "@larder/sdk": "^1.0.0" } } },
  });
  const outcome = await resolve(aRequest({ a: "*", "@x/p": "*" }), registry);
  if (outcome.outcome !== "solved") throw new Error("It was not solved");
  expect(graphOf(outcome.resolution)).toEqual({
    "@x/p@1.0.0": ["@larder/sdk → provided"],
    "a@1.0.0": ["@larder/sdk → provided"],
  });
  expect(registry.fetched).not.toContain("@larder/sdk");
});

test("[RL12] a tarball's path is kept only when it is not the canonical one, and never its host", async () => {
  const universe = {
    "@x/a": { "1.0.0": { tarball: "https://packages.example/@x/a/-/a-1.0.0.tgz" } },
    b: { "1.0.0": { tarball: "https://packages.example/files/b-one.tgz?x=1" } },
  };
  const { nodes } = await resolved(universe, { "@x/a": "*", b: "*" });
  expect(nodes.map(({ source }) => source)).toEqual([
    { type: "registry", registry: "home" },
    { type: "registry", registry: "home", tarballPath: "files/b-one.tgz" },
  ]);
});

test("[RL7] a dependency under a name that leads elsewhere is refused by its name", async () => {
  const universe = { a: { "1.0.0": { dependencies: { "../../x": "npm:b@^1" } } }, b: { "1.0.0": {} } };

  const outcome = await resolve(aRequest({ a: "*" }), new ARegistry(universe));

  if (outcome.outcome !== "conflict") throw new Error("It was solved");
  expect(formatConflict(outcome.conflict).sentences.join("\n")).toContain(
    "`a` 1.0.0 depends on `../../x` npm:b@^1, which cannot be had: `../../x` is no name that a package can be imported by",
  );
});
