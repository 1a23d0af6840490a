import { parse } from "yaml";
import { expect, test } from "vitest";

import { rooms } from "./rooms.ts";
import { listTextFiles, readTextFile } from "./source-file.ts";

/** The folders that have a manifest, with `examples/*` as the one room that they are. */
function listRoomFolders(): string[] {
  const manifests = listTextFiles().filter(({ path }) => /^[^/]+\/([^/]+\/)?package\.json$/.test(path));
  const folders = manifests.map(({ path }) =>
    path.replace(/\/package\.json$/, "").replace(/^examples\/.*/, "examples"),
  );
  return [...new Set(folders)].toSorted();
}

test("the rooms that are there are the rooms of the order", () => {
  expect(listRoomFolders()).toEqual(rooms.map(({ folder }) => folder).toSorted());
});

test("ARCHITECTURE.md lists the rooms in their order", () => {
  const { text } = readTextFile("ARCHITECTURE.md");
  const listed = [...text.matchAll(/^\| `((?:apps|packages|registry|examples|test)[^`]*)` *\|/gm)].map(
    ([, folder]) => folder,
  );

  expect(listed.slice(0, rooms.length)).toEqual(rooms.map(({ folder }) => folder));
});

test("every room has the name under which the order knows it, and a README", () => {
  const flat = rooms.filter(({ folder }) => folder.includes("/"));
  const named = flat.map(({ folder }) => ({
    folder,
    packageName: JSON.parse(readTextFile(`${folder}/package.json`).text).name,
  }));

  expect(named).toEqual(flat);
  const paths = new Set(listTextFiles().map(({ path }) => path));
  expect(flat.filter(({ folder }) => !paths.has(`${folder}/README.md`))).toEqual([]);
});

test("pnpm has one version: the one of package.json is the one that the tests run", () => {
  const { packageManager } = JSON.parse(readTextFile("package.json").text);
  const { catalog } = parse(readTextFile("pnpm-workspace.yaml").text);

  expect(packageManager).toBe(`pnpm@${catalog.pnpm}`);
});
