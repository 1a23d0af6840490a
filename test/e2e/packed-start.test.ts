import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, expect, test } from "vitest";

import { layOutBuiltLarder } from "../bench/targets/built-larder.ts";
import { type Finished, runLarder, serveLarder } from "../support/larder-process.ts";
import { prepareVersion, putVersion } from "../support/publish-document.ts";
import { type ServedRegistry, serveRegistry } from "../support/served-registry.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** The command as it is installed, and a registry that hosts one package. */
let installation: string;
let program: string;
let registry: ServedRegistry;

beforeAll(async () => {
  installation = await mkdtemp(join(tmpdir(), "larder-installed-"));
  program = await layOutBuiltLarder(fileURLToPath(new URL("../../", import.meta.url)), installation);
  registry = await serveRegistry("PGlite");
  await putVersion(registry.url, registry.token, await prepareVersion("grate", "1.0.0"));
});

afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  await rm(installation, { recursive: true, force: true });
});

test("`larder --version` loads nothing but the version", async () => {
  const { stdout, loaded } = await runCounting(["--version"]);

  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(loaded.map(namedAs).filter((path) => !/^cli\/dist\/(main|product-[\w-]+)\.js$/.test(path))).toEqual([]);
});

test("help loads the command line, and nothing of a host", async () => {
  const { loaded } = await runCounting(["--help"]);

  expect(loaded.map(namedAs).filter((path) => !path.startsWith("cli/dist/") && !path.startsWith("errors/"))).toEqual(
    [],
  );
  expect(loaded.map(namedAs).filter((path) => path.startsWith("cli/dist/host-"))).toEqual([]);
});

test("a command of a host loads a handful of files: neither a database, nor a server, nor a library of its own", async () => {
  const host = join(await temporaryDirectory("host"), "host");
  const commands = [
    ["host", "init", host, "--registry", registry.url],
    ["add", "grate", "--cwd", host],
    ["lock", "--cwd", host],
    ["install", "--cwd", host],
    ["install", "--frozen", "--cwd", host],
    ["list", "--cwd", host],
  ];

  for (const words of commands) {
    const { code, stderr, loaded } = await runCounting(words);

    expect({ words, code, stderr: code === 0 ? "" : stderr }).toMatchObject({ code: 0 });
    expect(loaded.map(namedAs).filter(isForeign)).toEqual([]);
    expect(loaded.length).toBeLessThanOrEqual(20);
  }
});

test("an install after which nothing changed loads nothing of what a host is made of", async () => {
  const host = join(await temporaryDirectory("host"), "host");
  await runCounting(["host", "init", host, "--registry", registry.url]);
  const { loaded: first } = await runCounting(["add", "grate", "--cwd", host]);

  const { code, stdout, loaded } = await runCounting(["install", "--cwd", host]);

  expect({ code, stdout }).toEqual({ code: 0, stdout: "Nothing to do: generation 1 is installed\n" });
  expect(first.map(namedAs).some(isOfHosts)).toBe(true);
  expect(loaded.map(namedAs).filter(isOfHosts)).toEqual([]);
});

test("an install that was made before reads neither the lock nor what a host is made of", async () => {
  const host = join(await temporaryDirectory("host"), "host");
  await runCounting(["host", "init", host, "--registry", registry.url]);
  await runCounting(["add", "grate", "--lock-only", "--cwd", host]);
  const { loaded: first } = await runCounting(["install", "--frozen", "--cwd", host]);
  await rm(join(host, ".larder"), { recursive: true });

  const { code, stdout, loaded } = await runCounting(["install", "--frozen", "--cwd", host]);

  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining("Installed generation 1") });
  expect(first.map(namedAs).some((path) => path.startsWith("cli/dist/host-"))).toBe(true);
  expect(loaded.map(namedAs).filter((path) => path.startsWith("cli/dist/host-"))).toEqual([]);
});

test("a registry loads nothing of what a host is made of", async () => {
  const data = join(await temporaryDirectory("data"), "data");
  const { list, program: counting } = await countingProgram();

  const served = await serveLarder(["serve", "--data", data, "--listen", "127.0.0.1:0"], { program: counting });
  const { status } = await fetch(`${served.url}/-/v1/search?text=grate`);
  const code = await served.stop();

  const loaded = (await loadedIn(list)).map(namedAs);
  expect({ status, code }).toEqual({ status: 200, code: 0 });
  expect(loaded.some((path) => path.startsWith("api/dist/"))).toBe(true);
  expect(loaded.filter((path) => path.startsWith("cli/dist/host-") || path.startsWith("core/"))).toEqual([]);
});

test("commands that start at once for the first time keep what they have called, whole and once", async () => {
  const directory = await temporaryDirectory("first");
  const host = join(directory, "host");
  await runLarder(["host", "init", host], { program: [program] });
  const first = { program: [program], environment: { TMPDIR: directory, NODE_COMPILE_CACHE: "" } };

  const runs = await Promise.all(Array.from({ length: 8 }, () => runLarder(["list", "--cwd", host], first)));

  const files = (await readdir(directory, { recursive: true })).filter((path) => /\.(?:code|tmp)$/.test(path));
  const headings = await Promise.all(
    files.map(async (file) => (await readFile(join(directory, file), "latin1")).split("\n", 1)[0]?.split("\t")),
  );
  expect(new Set(runs.map(({ code }) => code))).toEqual(new Set([0]));
  expect(files.length).toBeGreaterThanOrEqual(5);
  expect(new Set(files.map((file) => file.split(".").at(-1)))).toEqual(new Set(["code"]));
  expect(new Set(headings.map((heading) => heading?.slice(2).join()))).toEqual(new Set(["list"]));
  expect((await runLarder(["list", "--cwd", host], first)).stdout).toBe(runs[0]?.stdout);
});

test("the same is seen to be too much where it is loaded", async () => {
  const { loaded } = await runCounting(["user", "list", "--data", join(await temporaryDirectory("none"), "none")]);

  expect(loaded.map(namedAs).filter(isForeign)).not.toEqual([]);
});

/** The bundle of all that a host is made of, and the holding of a directory. */
function isOfHosts(path: string): boolean {
  return path.startsWith("cli/dist/host-") || path.startsWith("sql/");
}

/** Of the packages that are not in the bundle only the errors and the holding of a directory are for the commands of a host. */
function isForeign(path: string): boolean {
  return !path.startsWith("cli/dist/") && !path.startsWith("errors/dist/") && !path.startsWith("sql/dist/hold");
}

/** `apps/cli/dist/main.js` as `cli/dist/main.js`; what is elsewhere by its whole path. */
function namedAs(path: string): string {
  return path.replace(/^(?:apps|packages|registry)\//, "");
}

/** Runs the command, and returns also which files it loaded as modules, relative to the installation. */
async function runCounting(words: readonly string[]): Promise<Finished & { readonly loaded: readonly string[] }> {
  const { list, program: counting } = await countingProgram();
  const finished = await runLarder(words, {
    program: counting,
    environment: { LARDER_STORE: join(installation, "store"), LARDER_TOKEN: registry.token },
  });
  return { ...finished, loaded: await loadedIn(list) };
}

/** What Node is given to run the command, and the file in which it then lists the modules that it loaded. */
async function countingProgram(): Promise<{ readonly list: string; readonly program: readonly string[] }> {
  const list = join(await temporaryDirectory("loaded"), "modules");
  // The chunks of the bundle are read by the program itself.
  const hook = `import fs from "node:fs"; import { registerHooks } from "node:module"; import { pathToFileURL } from "node:url";
    const note = (url) => fs.appendFileSync(${JSON.stringify(list)}, url + "\\n");
    const { readFileSync } = fs;
    fs.readFileSync = (path, ...options) => {
      if (String(path).endsWith(".cjs")) note(pathToFileURL(path));
      return readFileSync(path, ...options);
    };
    registerHooks({ load(url, context, next) {
      if (url.startsWith("file:")) note(url);
      return next(url, context);
    } });`;
  return { list, program: ["--import", `data:text/javascript,${encodeURIComponent(hook)}`, program] };
}

async function loadedIn(list: string): Promise<string[]> {
  const urls = (await readFile(list, "utf8")).trim().split("\n");
  return urls.map((url) => relative(installation, fileURLToPath(url)));
}
