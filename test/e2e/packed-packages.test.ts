import { execFile } from "node:child_process";
import { glob, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { readTarball } from "@larder/tarball";
import { beforeAll, expect, test } from "vitest";

import { temporaryDirectory } from "../support/temporary-directory.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));

type Manifest = {
  name: string;
  bin?: Record<string, string>;
  exports: Record<string, string | { types: string; default: string }>;
};

type PackedPackage = { name: string; paths: string[]; manifest: string };

beforeAll(async () => {
  await run(join(root, "node_modules/.bin/turbo"), ["run", "build"], {
    cwd: root,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
  });
});

/** Packs every workspace that is published, as a release does. */
async function packPublishedPackages(): Promise<PackedPackage[]> {
  const directory = await temporaryDirectory("packed");
  const filters = ["larder", "@larder/*", "!@larder/test"].flatMap((filter) => ["--filter", filter]);
  await run("pnpm", ["-r", ...filters, "pack", "--pack-destination", directory], { cwd: root });

  const names = await readdir(directory);
  return Promise.all(
    names.map(async (name) => {
      const { files, tree } = await readTarball(chunksOf(await readFile(join(directory, name))));
      const manifest = tree.readText("package.json") ?? "{}";
      return { name, paths: files.map(({ path }) => path), manifest };
    }),
  );
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

test("a published package holds what it exports, its license, and nothing of its source", async () => {
  const packages = await packPublishedPackages();

  expect(packages.length).toBeGreaterThan(15);
  expect(packages.flatMap(findFaults)).toEqual([]);
});

test("a published package carries no copy of what it depends on, and of what tests it", async () => {
  const sources = await listBuiltSources();

  expect(sources.map(({ path }) => path)).toContain("packages/sql/dist/testing/index.js");
  expect(sources.filter(({ text }) => text.includes("node_modules/.pnpm/")).map(({ path }) => path)).toEqual([]);
});

/** The code that the build made; it names each module that it copied, in a comment above it. */
async function listBuiltSources(): Promise<{ path: string; text: string }[]> {
  const sources: { path: string; text: string }[] = [];
  for await (const path of glob("{apps,packages,registry}/*/dist/**/*.js", { cwd: root })) {
    sources.push({ path, text: await readFile(join(root, path), "utf8") });
  }
  return sources;
}

function findFaults({ name, paths, manifest }: PackedPackage): string[] {
  const missing = [...promisedPaths(JSON.parse(manifest)), "LICENSE"].filter((path) => !paths.includes(path));
  const strange = paths.filter(
    (path) => !/^(dist|migrations|assets)\/|^(package\.json|README\.md|LICENSE)$/.test(path),
  );
  const unresolved = manifest.match(/"(workspace|catalog):[^"]*"/g) ?? [];
  return [
    ...missing.map((path) => `${name} lacks ${path}`),
    ...strange.map((path) => `${name} should not hold ${path}`),
    ...unresolved.map((range) => `${name} depends on ${range}`),
  ];
}

/** The paths that `exports` and `bin` name. */
function promisedPaths({ bin = {}, exports }: Manifest): string[] {
  const exported = Object.values(exports).flatMap((target) =>
    typeof target === "string" ? [target] : [target.types, target.default],
  );
  return [...exported, ...Object.values(bin)].map((path) => path.replace(/^\.\//, ""));
}
