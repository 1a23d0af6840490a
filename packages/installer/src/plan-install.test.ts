import type { Generation } from "@larder/host-directory";
import { integrityOfSha512, parsePackageName, parseVersion } from "@larder/package-spec";
import type { Edge, NodeId, Resolution, ResolvedNode } from "@larder/resolver";
import { expect, test } from "vitest";

import { type InstallInput, planInstall } from "./plan-install.ts";

test("a plan lists singletons and wanted libraries, and links the wants", () => {
  const plan = planInstall(inputOf({ wants: { notes: "notes@1.0.0", lib: "library@2.0.0" } }));

  expect(plan.generation.packages.map(({ node, kind, wantedAs }) => [node, kind, wantedAs])).toEqual([
    ["analytics@1.0.0", "singleton", []],
    ["library@2.0.0", "library", ["lib"]],
    ["notes@1.0.0", "singleton", ["notes"]],
  ]);
  expect(plan.links).toEqual([
    { alias: "lib", path: "/store/library@2.0.0" },
    { alias: "notes", path: "/store/notes@1.0.0" },
  ]);
  expect(plan).toMatchObject({ reuse: undefined, added: [{}, {}, {}], removed: [], changed: [] });
});

test("a generation that says the same is used again, the current one before any other", () => {
  const input = inputOf({ wants: { notes: "notes@1.0.0" } });
  const { generation } = planInstall(input);
  const numbered = (number: number): Generation => ({ ...generation, number });

  expect(planInstall({ ...input, generations: [numbered(3), numbered(4)], current: numbered(4) }).reuse).toBe(4);
  expect(planInstall({ ...input, generations: [numbered(3)] }).reuse).toBe(3);
  expect(planInstall({ ...input, generations: [{ ...numbered(3), lockDigest: "other" }] }).reuse).toBeUndefined();
});

test("a generation of another store is not used again", () => {
  const input = inputOf({ wants: { notes: "notes@1.0.0" } });
  const elsewhere = planInstall({ ...input, paths: new Map([...input.paths].map(([id]) => [id, `/moved/${id}`])) });

  expect(planInstall({ ...input, generations: [{ ...elsewhere.generation, number: 1 }] }).reuse).toBeUndefined();
});

test("what came, went and moved is told apart", () => {
  const input = inputOf({ wants: { notes: "notes@1.0.0" } });
  const { generation } = planInstall(input);
  const [analytics] = generation.packages;
  if (analytics === undefined) throw new Error("There is no analytics");
  const current: Generation = {
    ...generation,
    number: 1,
    packages: [
      { ...analytics, version: parseVersion("0.9.0") },
      { ...analytics, name: parsePackageName("gone") },
    ],
  };

  expect(planInstall({ ...input, current })).toMatchObject({
    added: [{ name: "notes", version: "1.0.0" }],
    removed: [{ name: "gone", version: "1.0.0" }],
    changed: [{ name: "analytics", from: "0.9.0", to: "1.0.0" }],
  });
});

test("a package that this machine does not get is in no plan", () => {
  const input = inputOf({ wants: { notes: "notes@1.0.0" } });
  const paths = new Map([...input.paths].filter(([id]) => id !== "analytics@1.0.0"));

  expect(planInstall({ ...input, paths }).generation.packages.map((pkg) => pkg.name)).toEqual(["notes"]);
});

/** `notes` requires `analytics`, which depends on one of two versions of `library`. */
function inputOf({ wants }: { readonly wants: { readonly [alias: string]: NodeId } }): InstallInput {
  const nodes = [
    nodeOf("analytics@1.0.0", "singleton", [{ kind: "prod", alias: "library", wanted: "^1.0.0", to: "library@1.0.0" }]),
    nodeOf("library@1.0.0", "library"),
    nodeOf("library@2.0.0", "library"),
    nodeOf("notes@1.0.0", "singleton", [
      { kind: "requires", alias: "analytics", wanted: "^1.0.0", to: "analytics@1.0.0" },
    ]),
  ];
  const resolution: Resolution = {
    coreVersion: parseVersion("1.0.0"),
    wants: Object.entries(wants).map(([alias, to]) => ({ alias, wanted: "*", to })),
    nodes,
    capabilities: [],
    overrides: {},
    shared: [],
  };
  const paths = new Map(nodes.map(({ id }) => [id, `/store/${id}`]));
  return { resolution, lockDigest: "00ff", paths, current: undefined, generations: [] };
}

function nodeOf(id: NodeId, kind: ResolvedNode["kind"], edges: readonly Edge[] = []): ResolvedNode {
  const [name = "", version = ""] = id.split("@");
  return {
    id,
    name: parsePackageName(name),
    version: parseVersion(version),
    source: { type: "registry", registry: "home" },
    integrity: integrityOfSha512(`${"A".repeat(86)}==`),
    kind,
    edges,
  };
}
