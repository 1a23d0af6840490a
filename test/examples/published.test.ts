import { createReadStream } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { inspectPackage, relationsOf } from "@larder/package-contents";
import { readTarball } from "@larder/tarball";
import { afterEach, beforeEach, expect, test } from "vitest";

import { npmClient } from "../support/npm-clients.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "larder-examples-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

test.each(["analytics", "notes"])("`pnpm pack` of %s needs no build, and packs what a host can run", async (folder) => {
  const pnpm = await npmClient("pnpm", directory, "http://127.0.0.1:5273", "lrd_none");
  const example = join(import.meta.dirname, "../../examples", folder);

  const { code, stderr } = await pnpm.run(["pack", "--pack-destination", directory], example);
  const archive = (await readdir(directory)).find((name) => name.endsWith(".tgz")) ?? "";
  const contents = await readTarball(createReadStream(join(directory, archive)));
  const { components, packageJson, problems } = inspectPackage(contents.tree);

  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(problems).toEqual([]);
  expect(components.length).toBeGreaterThan(2);
  expect(contents.files.filter(({ path }) => /tsconfig|\.tsc|\.test\./.test(path))).toEqual([]);
  expect(JSON.stringify(packageJson)).not.toMatch(/workspace:|catalog:/);
  expect(relationsOf(packageJson)).toBeDefined();
});
