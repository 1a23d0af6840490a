// SPEC.md §5, lifecycle. Rule ids in titles refer to it.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { expect, onTestFinished, test } from "vitest";

type Files = { readonly [path: string]: string };

const written: Files = {
  "package.json": '{"type":"module"}',
  "plugins/lamp/index.js": 'export { colour } from "./colour.js"; export const read = {};',
  "plugins/lamp/colour.js": 'export { colour } from "../../lib/colour.js";',
  "lib/colour.js": 'export const colour = "red";',
  "actors/board.js": "export const read = {};",
};

/** Reads a package twice in a process of its own, since a test runner reads modules in its own way. */
const program = `
  import { writeFileSync } from "node:fs";
  import { join } from "node:path";
  const [module, directory, changes, reset] = process.argv.slice(1);
  const { importerOf } = await import(module);
  const components = [
    { kind: "plugin", name: "lamp", path: "plugins/lamp/index.js", status: "ok" },
    { kind: "actor", name: "board", path: "actors/board.js", status: "ok" },
  ];
  const read = async (reset) => {
    const importComponent = importerOf({ name: "lamp", directory, components }, { reset });
    return [await importComponent(components[0]), await importComponent(components[1])];
  };
  const before = await read(false);
  for (const [path, text] of Object.entries(JSON.parse(changes))) writeFileSync(join(directory, path), text);
  const after = await read(reset === "reset");
  console.log(JSON.stringify({
    colour: after[0].colour,
    readAgain: after.map((module, index) => module.read !== before[index].read),
  }));
`;

/** Returns which of the plugin and the actor were read again, and what the plugin says then. */
async function readTwice(changes: Files, how: { readonly parent?: string; readonly reset?: boolean } = {}) {
  const root = await mkdtemp(join(tmpdir(), "larder-readings-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const directory = join(root, how.parent ?? "folders", "lamp");
  for (const [path, text] of Object.entries(written)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  const module = new URL("module-readings.ts", import.meta.url).href;
  const words = [module, directory, JSON.stringify(changes), how.reset === true ? "reset" : ""];
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--input-type=module-typescript",
    "-e",
    program,
    ...words,
  ]);
  return JSON.parse(stdout) as unknown;
}

test("[L27] [T12] what has not changed is not read again", async () => {
  expect(await readTwice({})).toEqual({ colour: "red", readAgain: [false, false] });
});

test("[L27] [T12] a component whose files changed is read again with all that it imports, and no other", async () => {
  const changes = { "plugins/lamp/colour.js": 'export const colour = "green";' };

  expect(await readTwice(changes)).toEqual({ colour: "green", readAgain: [true, false] });
});

test("[L27] [T12] a file that belongs to no component is read again for all of them", async () => {
  const changes = { "lib/colour.js": 'export const colour = "blue";' };

  expect(await readTwice(changes)).toEqual({ colour: "blue", readAgain: [true, true] });
});

test("[L27] [T12] a reset reads everything again, also in a store", async () => {
  const parent = "node_modules";

  expect(await readTwice({}, { parent })).toEqual({ colour: "red", readAgain: [false, false] });
  expect(await readTwice({}, { parent, reset: true })).toEqual({ colour: "red", readAgain: [true, true] });
});
