import { parse } from "yaml";
import { expect, test } from "vitest";

import { ownedByProcess, ownedModules } from "./owners.ts";
import { foldersInside, rooms } from "./rooms.ts";
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

test("ARCHITECTURE.md lists the folders of the large rooms in their order", () => {
  const page = readTextFile("ARCHITECTURE.md").text;
  const listed = [...foldersInside].map(([room]) => {
    const item = page.split(`- \`${room}\`:`)[1]?.split(/\n\n|\n- /)[0] ?? "";
    return [room, [...item.matchAll(/([a-z]+)\/|`([a-z]+\.ts)`/g)].map(([, folder, file]) => folder ?? file)];
  });

  const ordered = [...foldersInside].map(([room, inside]) => [room, inside]);
  expect(listed).toEqual(ordered);
});

test("ARCHITECTURE.md names every outside thing that has owners", () => {
  const { text } = readTextFile("ARCHITECTURE.md");
  const things = [...ownedModules, ...ownedByProcess].map(({ thing }) => thing);

  expect(things.filter((thing) => !text.includes(`\n| ${thing} `))).toEqual([]);
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
