/*
 * Nested overrides, held against npm's own resolver by what each package asks for with them. What it gets
 * is not compared: npm leaves an edge with another version than it asks for where its parent has one. And
 * on trees only: of a package that stands below several parents, npm takes the overrides of one of them.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parseHostManifest } from "@larder/host-directory";
import type { AbbreviatedPackument } from "@larder/packument";
import type { Integrity, PackageName, Version } from "@larder/package-spec";
import { resolve } from "@larder/resolver";
import Arborist from "@npmcli/arborist";
import * as fc from "fast-check";
import { expect, test } from "vitest";

import { hostWanting } from "./host-wanting.ts";
import { serveDocuments } from "./serve-documents.ts";

/** Place of a package in a tree → the place of who asks for it. */
type Tree = readonly number[];
type Documents = ReadonlyMap<string, AbbreviatedPackument>;
type Nested = { readonly [selector: string]: string | Nested };

const versionsOfLeaf = ["1.0.0", "2.0.0", "3.0.0"] as const;

/** Each of the packages `p0`, `p1`, … asks for those below it, and for `leaf`. */
function documentsOf(tree: Tree): Documents {
  const packages = tree.map((_, place): [string, AbbreviatedPackument] => {
    const below = tree.flatMap((above, other) => (above === place && other > place ? [[`p${other}`, "^1.0.0"]] : []));
    return [`p${place}`, documentOf(`p${place}`, ["1.0.0"], { leaf: "^3.0.0", ...Object.fromEntries(below) })];
  });
  return new Map([...packages, ["leaf", documentOf("leaf", versionsOfLeaf, {})]]);
}

function documentOf(
  name: string,
  versions: readonly string[],
  dependencies: { readonly [name: string]: string },
): AbbreviatedPackument {
  const manifests = versions.map((version) => [
    version,
    {
      name,
      version,
      dependencies,
      dist: {
        tarball: `http://127.0.0.1:5273/${name}/-/${name}-${version}.tgz`,
        integrity: `sha512-${"A".repeat(86)}==` as Integrity,
      },
    },
  ]);
  return {
    name: name as PackageName,
    modified: "2026-01-01T00:00:00.000Z",
    "dist-tags": { latest: versions.at(-1) as Version },
    versions: Object.fromEntries(manifests) as AbbreviatedPackument["versions"],
  };
}

/** Package → what it asks npm for as `leaf`. */
async function askedOfNpm(overrides: Nested, url: string): Promise<{ readonly [name: string]: string }> {
  const path = await mkdtemp(join(tmpdir(), "larder-arborist-"));
  try {
    const host = { name: "host", version: "1.0.0", dependencies: { p0: "^1.0.0" }, overrides };
    await writeFile(join(path, "package.json"), JSON.stringify(host));
    const arborist = new Arborist({ path, registry: url, cache: join(path, ".cache"), audit: false });
    const tree = await arborist.buildIdealTree();
    return Object.fromEntries(
      [...tree.inventory.values()].flatMap(({ packageName, edgesOut }) => {
        const edge = edgesOut.get("leaf");
        return edge ? [[packageName, edge.spec]] : [];
      }),
    );
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

/** Package → what it asks for as `leaf` in a host of ours. */
async function askedOfUs(overrides: Nested, documents: Documents): Promise<{ readonly [name: string]: string }> {
  const manifest = parseHostManifest(
    JSON.stringify({ registries: { home: "http://127.0.0.1:5273" }, wants: { p0: "^1.0.0" }, overrides }),
  );
  const request = { ...hostWanting(["p0@^1.0.0"]), overrides: manifest.overrides };
  const outcome = await resolve(request, { fetch: async (name) => documents.get(name) });
  if (outcome.outcome !== "solved") throw new Error("A tree should have been solved");
  return Object.fromEntries(
    outcome.resolution.nodes.flatMap(({ name, edges }) => {
      const edge = edges.find(({ alias }) => alias === "leaf");
      return edge ? [[name, edge.wanted]] : [];
    }),
  );
}

const packagesMax = 8;
const aTree: fc.Arbitrary<Tree> = fc
  .array(fc.nat(), { minLength: 2, maxLength: packagesMax - 1 })
  .map((seeds) => [0, ...seeds.map((seed, index) => seed % (index + 1))]);

/** One chain of parents, from the outermost on, and what is taken below it; `p0` is what the host wants itself. */
const someOverrides: fc.Arbitrary<Nested> = fc
  .record({
    parents: fc.uniqueArray(fc.integer({ min: 1, max: packagesMax - 1 }), { minLength: 1, maxLength: 3 }),
    inner: fc.constantFrom(...versionsOfLeaf),
    everywhere: fc.option(fc.constantFrom(...versionsOfLeaf), { nil: undefined }),
  })
  .map(({ parents, inner, everywhere }) => ({
    ...parents.reduceRight<Nested>((below, place) => ({ [`p${place}`]: below }), { leaf: inner }),
    ...(everywhere !== undefined && { leaf: everywhere }),
  }));

test("[RL7] packages below nested overrides ask for what they ask npm for, at any depth", async () => {
  let documents: Documents = new Map();
  let different = 0;
  await using server = await serveDocuments(async (name) => documents.get(name));
  await fc.assert(
    fc.asyncProperty(aTree, someOverrides, async (tree, overrides) => {
      documents = documentsOf(tree);
      const ours = await askedOfUs(overrides, documents);
      expect(ours).toEqual(await askedOfNpm(overrides, server.url));
      if (new Set(Object.values(ours)).size > 1) different += 1;
    }),
    { numRuns: 100 },
  );
  expect(different).toBeGreaterThan(10);
});

test("[RL7] what is below a package that is replaced itself reaches the version that is taken, as with npm", async () => {
  const documents: Documents = new Map([
    ["p0", documentOf("p0", ["1.0.0"], { p1: "^1.0.0", p2: "^1.0.0", leaf: "^3.0.0" })],
    ["p1", documentOf("p1", ["1.0.0", "2.0.0"], { leaf: "^3.0.0" })],
    ["p2", documentOf("p2", ["1.0.0", "2.0.0"], { leaf: "^3.0.0" })],
    ["leaf", documentOf("leaf", versionsOfLeaf, {})],
  ]);
  const overrides = { "p1@^1": { ".": "2.0.0", leaf: "1.0.0" }, "p2@^1": { ".": "", leaf: "2.0.0" } };
  await using server = await serveDocuments(async (name) => documents.get(name));

  const ours = await askedOfUs(overrides, documents);

  expect(ours).toEqual({ p0: "^3.0.0", p1: "1.0.0", p2: "2.0.0" });
  expect(ours).toEqual(await askedOfNpm(overrides, server.url));
});
