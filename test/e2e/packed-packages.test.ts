import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { glob, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { layHost } from "@larder/core/testing";
import { readTarball } from "@larder/tarball";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { npmClient } from "../support/npm-clients.ts";
import { serveRegistry } from "../support/served-registry.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));

type Manifest = {
  name: string;
  bin?: Record<string, string>;
  exports: Record<string, string | { types: string; default: string }>;
};

type PackedPackage = { name: string; paths: string[]; manifest: string };

/** Every workspace that is published, built and packed as a release does it. */
let packed: string;
let archives: string[];

beforeAll(async () => {
  packed = await mkdtemp(join(tmpdir(), "larder-packed-"));
  const environment = { ...process.env, TURBO_TELEMETRY_DISABLED: "1" };
  await run(join(root, "node_modules/.bin/turbo"), ["run", "build"], { cwd: root, env: environment });
  const filters = ["larder", "@larder/*", "!@larder/test"].flatMap((filter) => ["--filter", filter]);
  await run("pnpm", ["-r", ...filters, "pack", "--pack-destination", packed], { cwd: root });
  archives = (await readdir(packed)).map((name) => join(packed, name));
});

afterAll(() => rm(packed, { recursive: true, force: true }));

test("a published package holds what it exports, its license, and nothing of its source", async () => {
  const packages = await Promise.all(archives.map(readPacked));

  expect(packages.length).toBeGreaterThan(15);
  expect(packages.flatMap(findFaults)).toEqual([]);
});

test("a published package carries no copy of what it depends on, and of what tests it; the command carries licenses with its copies", async () => {
  const sources = (await listBuiltSources()).filter(({ path }) => !/^apps\/cli\/dist\/[^/]+$/.test(path));
  const notices = await readFile(join(root, "apps/cli/dist/THIRD-PARTY-NOTICES.md"), "utf8");

  expect(sources.map(({ path }) => path)).toContain("packages/sql/dist/testing/index.js");
  expect(sources.filter(({ text }) => text.includes("node_modules/.pnpm/")).map(({ path }) => path)).toEqual([]);
  expect(await listCopied()).not.toEqual([]);
  expect((await listCopied()).filter((name) => !notices.includes(`\n## ${name} `))).toEqual([]);
});

const sandboxedPackage = {
  name: "@home/where",
  files: {
    "plugins/where/index.js": `
      import { definePlugin } from "@larder/sdk";
      export default definePlugin({ actions: { run: ({ name }) => ({ name, process: typeof process }) } });`,
  },
};

test(
  "Larder is published to a Larder, installed from there by npm into an empty folder, serves, and runs a package in a sandbox",
  { tags: ["slow"] },
  async () => {
    const directory = await temporaryDirectory("installed");
    await using registry = await serveRegistry("PGlite", ["--config", await writeConfiguration(directory)]);
    const npm = await npmClient("npm", join(directory, "home"), registry.url, registry.token);
    for (const archive of archives) await npm.run(["publish", "--access", "public", archive], directory);

    const project = join(directory, "project");
    await mkdir(project);
    const installed = await npm.run(["install", "larder"], project);
    expect(installed).toMatchObject({ code: 0 });

    const program = join(project, "node_modules/.bin/larder");
    const { stdout: version } = await run(process.execPath, [program, "--version"]);
    const serve = [program, "serve", "--listen", "127.0.0.1:0", "--uplink", "none", "--json"];
    const server = spawn(process.execPath, serve, { cwd: project });
    onTestFinished(() => void server.kill("SIGKILL"));
    const [line] = await once(server.stdout, "data");
    const page = await fetch(JSON.parse(String(line)).data.url, { headers: { accept: "text/html" } });
    server.kill("SIGTERM");
    await once(server, "exit");

    expect(version).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(page.status).toBe(200);
    expect(server.exitCode).toBe(0);

    await using host = await layHost([sandboxedPackage]);
    const start = [program, "start", host.directory, "--listen", "127.0.0.1:0", "--json"];
    const running = spawn(process.execPath, start, { cwd: project });
    onTestFinished(() => void running.kill("SIGKILL"));
    const [said] = await once(running.stdout, "data");
    const answer = await fetch(`${JSON.parse(String(said)).data.url}/ipc/where/run`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ payload: { name: "Ada" } }),
    });
    const answered: unknown = await answer.json();
    running.kill("SIGTERM");
    await once(running, "exit");

    expect(answered).toMatchObject({ status: "ok", result: { name: "Ada", process: "undefined" } });
    expect(running.exitCode).toBe(0);
  },
);

async function readPacked(archive: string): Promise<PackedPackage> {
  const { files, tree } = await readTarball(chunksOf(await readFile(archive)));
  const manifest = tree.readText("package.json") ?? "{}";
  return { name: basename(archive), paths: files.map(({ path }) => path), manifest };
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The code that the build made; it names each module that it copied, in a comment above it. */
async function listBuiltSources(): Promise<{ path: string; text: string }[]> {
  const sources: { path: string; text: string }[] = [];
  for await (const path of glob("{apps,packages,registry}/*/dist/**/*.js", { cwd: root })) {
    sources.push({ path, text: await readFile(join(root, path), "utf8") });
  }
  return sources;
}

/** The names of the packages of others that the command has copied, as the comments of the build tell. */
async function listCopied(): Promise<string[]> {
  const sources = (await listBuiltSources()).filter(({ path }) => path.startsWith("apps/cli/dist/"));
  const copied = sources.flatMap(({ text }) => [...text.matchAll(/^\/\/ .*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)]);
  return [...new Set(copied.map(([, name = ""]) => name))];
}

/** Writes a configuration that hosts Larder's own packages, and has the rest from this machine's npm registry. */
async function writeConfiguration(directory: string): Promise<string> {
  const { stdout } = await run("npm", ["config", "get", "registry"], { cwd: directory });
  const file = join(directory, "registry.yaml");
  await writeFile(
    file,
    `uplinks: { npm: { url: "${stdout.trim()}" } }
rules:
  - { packages: larder, origin: hosted }
  - { packages: "@larder/*", origin: hosted }
  - { packages: "**", origin: npm }
`,
  );
  return file;
}

function findFaults({ name, paths, manifest }: PackedPackage): string[] {
  const missing = [...promisedPaths(JSON.parse(manifest)), "LICENSE"].filter((path) => !paths.includes(path));
  const strange = paths.filter(
    (path) => !/^(dist|migrations|assets|templates)\/|^(package\.json|README\.md|LICENSE)$/.test(path),
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
