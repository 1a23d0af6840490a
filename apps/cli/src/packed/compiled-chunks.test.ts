import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { CompiledChunks } from "./compiled-chunks.ts";

const chunk = "./greeting-AbCd_123.cjs";
const source = `
  const { basename } = require("node:path");
  const { ending } = require("./ending-00000000.cjs");
  exports.greet = (path) => "Hello " + basename(path) + ending();
  exports.part = (path) => "Goodbye " + basename(path) + ending();
  exports.isStrict = function () { return this === undefined; };
`;

let directory: string;
let codeDirectory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "larder-chunks-"));
  codeDirectory = join(directory, "code");
  await mkdir(codeDirectory);
  await writeFile(join(directory, chunk), source);
  await writeFile(join(directory, "ending-00000000.cjs"), 'exports.ending = () => "!";');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

type Greeting = {
  readonly greet: (path: string) => string;
  readonly part: (path: string) => string;
  readonly isStrict: () => boolean;
};

/** Runs a command with the chunks as a process does, and returns what it said. */
function run(command: string, use: (greeting: Greeting) => string = ({ greet }) => greet("a/Ada")): string {
  const chunks = new CompiledChunks({ directory, codeDirectory });
  const said = use(chunks.load(chunk) as Greeting);
  chunks.keep(command);
  return said;
}

/** What is kept, by the names of the commands that it is of. */
async function readKept(): Promise<string[]> {
  const files = await readdir(codeDirectory);
  const texts = await Promise.all(files.map((file) => readFile(join(codeDirectory, file), "latin1")));
  return texts.map((text) => text.slice(0, text.indexOf("\n")).split("\t").slice(2).join(" ")).toSorted();
}

test("a chunk does the same from its source and as it was compiled", async () => {
  expect([run("lock"), run("lock"), run("user add")]).toEqual(["Hello Ada!", "Hello Ada!", "Hello Ada!"]);
  expect(await readKept()).toEqual(["lock user add", "lock user add"]);
});

test("what a command has called is kept beside what others have", async () => {
  run("lock");
  const [first = ""] = await readdir(codeDirectory);
  const before = await readFile(join(codeDirectory, first));

  expect(run("install", ({ part }) => part("a/Ada"))).toBe("Goodbye Ada!");

  const sizes = await Promise.all((await readdir(codeDirectory)).map((file) => readFile(join(codeDirectory, file))));
  expect(sizes.some((code) => code.byteLength > before.byteLength)).toBe(true);
  expect(run("lock")).toBe("Hello Ada!");
});

test("code that was damaged, cut off or is none is compiled again", async () => {
  const damages: readonly ((code: Buffer) => Buffer)[] = [
    (code) => code.subarray(0, code.byteLength - 7),
    (code) => code.fill(0, Math.floor(code.byteLength / 2)),
    () => Buffer.alloc(0),
    () => Buffer.from("no code"),
  ];
  for (const damage of damages) {
    run("lock");
    for (const file of await readdir(codeDirectory)) {
      const path = join(codeDirectory, file);
      await writeFile(path, damage(await readFile(path)));
    }

    expect(run("install")).toBe("Hello Ada!");
    expect(await readKept()).toEqual(["install", "install"]);
  }
});

test("a chunk that was edited is compiled again, also when it is as long as before", async () => {
  run("lock");
  await writeFile(join(directory, chunk), source.replace("Hello", "Salve"));
  await utimes(join(directory, chunk), 1, 1);

  expect([run("lock"), run("lock")]).toEqual(["Salve Ada!", "Salve Ada!"]);
});

test("commands that run at once may each replace what another has kept", async () => {
  const both = ["lock", "install"].map((command) => {
    const chunks = new CompiledChunks({ directory, codeDirectory });
    return { command, chunks, greeting: chunks.load(chunk) as Greeting };
  });
  expect(both.map(({ greeting }) => greeting.greet("a/Ada"))).toEqual(["Hello Ada!", "Hello Ada!"]);
  for (const { command, chunks } of both) chunks.keep(command);

  expect(await readKept()).toEqual(["install", "install"]);
  expect(run("lock")).toBe("Hello Ada!");
  expect(await readKept()).toEqual(["install lock", "install lock"]);
});

test("code that cannot be kept leaves nothing behind", async () => {
  run("lock");
  const files = await readdir(codeDirectory);
  for (const file of files) {
    await rm(join(codeDirectory, file));
    await mkdir(join(codeDirectory, file));
  }

  expect(run("lock")).toBe("Hello Ada!");
  expect(await readdir(codeDirectory)).toEqual(files);
});

test("without a place for code, or with one that is gone, chunks run from their sources", async () => {
  await rm(codeDirectory, { recursive: true });
  expect(run("lock")).toBe("Hello Ada!");

  const chunks = new CompiledChunks({ directory, codeDirectory: undefined });
  expect((chunks.load(chunk) as Greeting).greet("b/Bob")).toBe("Hello Bob!");
  chunks.keep("lock");
});

test("chunks are strict, and one is run once however often it is asked for", () => {
  const chunks = new CompiledChunks({ directory, codeDirectory });
  const { isStrict } = chunks.load(chunk) as Greeting;

  expect(isStrict()).toBe(true);
  expect(chunks.load(chunk)).toBe(chunks.load(chunk));
});

test("a chunk may say what it exports at its end", async () => {
  await writeFile(join(directory, "whole-11111111.cjs"), "module.exports = () => 1;");
  const chunks = new CompiledChunks({ directory, codeDirectory });

  const loaded = [chunks.load("./whole-11111111.cjs"), chunks.load("./whole-11111111.cjs")];

  expect(loaded.map((whole) => (whole as () => number)())).toEqual([1, 1]);
});

test("a chunk that has failed fails again, and is not half there", async () => {
  await writeFile(join(directory, "half-11111111.cjs"), 'exports.half = 1; throw new Error("Broken");');
  const chunks = new CompiledChunks({ directory, codeDirectory });

  expect(() => chunks.load("./half-11111111.cjs")).toThrow("Broken");
  expect(() => chunks.load("./half-11111111.cjs")).toThrow("Broken");
});

test("what a chunk throws names its file, and its line as the file has it", async () => {
  await writeFile(join(directory, "broken-11111111.cjs"), 'throw new Error("Broken");');
  const chunks = new CompiledChunks({ directory, codeDirectory });

  expect(() => chunks.load("./broken-11111111.cjs")).toThrow(
    expect.objectContaining({ stack: expect.stringContaining("broken-11111111.cjs:1:7") }),
  );
});

test("a command that adds code removes what is older than 30 days, but not from a folder that the user named", async () => {
  const [own, named] = [join(directory, "larder-compiled-1000"), join(directory, "named")];
  for (const parent of [own, named]) {
    for (const node of ["v24", "v26"]) {
      await mkdir(join(parent, node), { recursive: true });
      for (const [name, days] of [
        ["old", 31],
        ["young", 29],
      ] as const) {
        const written = new Date(Date.now() - days * 24 * 3_600_000);
        await writeFile(join(parent, node, name), "");
        await utimes(join(parent, node, name), written, written);
      }
    }
  }

  for (const parent of [own, named]) {
    const chunks = new CompiledChunks({ directory, codeDirectory: join(parent, "v26") });
    chunks.load(chunk);
    chunks.keep("lock");
  }

  for (const node of ["v24", "v26"]) {
    expect(await listWithoutCode(own, node)).toEqual(["young"]);
    expect(await listWithoutCode(named, node)).toEqual(["old", "young"]);
  }
});

async function listWithoutCode(parent: string, node: string): Promise<string[]> {
  return (await readdir(join(parent, node))).filter((name) => !name.endsWith(".code")).toSorted();
}
