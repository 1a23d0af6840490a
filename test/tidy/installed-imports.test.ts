import { expect, test } from "vitest";

import { findImportsOfTools, installedNames } from "./installed-imports.ts";
import { rooms } from "./rooms.ts";
import { listSourceFiles, listTextFiles } from "./source-file.ts";

test("what runs is installed without the tools of developers, so that a fresh checkout starts", () => {
  const manifests = listTextFiles().flatMap(({ path, text }) => {
    const room = rooms.find(({ folder }) => path === `${folder}/package.json`);
    return room === undefined || room.folder === "test" ? [] : [{ room, text }];
  });

  expect(manifests.length).toBeGreaterThan(15);
  expect(listSourceFiles().flatMap((file) => findImportsOfTools(file, installedNames(manifests)))).toEqual([]);
});

test("an import of a tool is found, whichever file of the package it leads to", () => {
  const room = { folder: "packages/store", packageName: "@larder/store" };
  const manifest = { name: room.packageName, dependencies: { "@larder/tarball": "1" }, devDependencies: { pico: "1" } };
  const text = `import "pico/colors"; import "@larder/tarball"; import "node:fs"; import "./open.ts"; import "@larder/store";`;

  const installed = installedNames([{ room, text: JSON.stringify(manifest) }]);

  expect(findImportsOfTools({ path: "packages/store/src/store.ts", text }, installed)).toEqual([
    "packages/store/src/store.ts imports `pico/colors`, which is no dependency of its package",
  ]);
  expect(findImportsOfTools({ path: "packages/store/src/store.test.ts", text }, installed)).toEqual([]);
});
