import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, test } from "vitest";

import { temporaryDirectory } from "../support/temporary-directory.ts";
import { openRunDirectory } from "./run-directory.ts";

test("what is left in the directory of a run is named and removed, and what all runs share stays", async () => {
  const parent = await temporaryDirectory("parent");
  const run = await openRunDirectory(parent);
  const names = await readdir(run.path);
  const shared = names.find((name) => name.startsWith("larder-test-images-")) ?? "";
  await writeFile(join(run.path, shared, "image"), "");
  await mkdtemp(join(run.path, "larder-store-"));
  await mkdtemp(join(run.path, "larder-store-"));
  await writeFile(join(await mkdtemp(join(run.path, "larder-cut-")), "file"), "");
  await mkdir(join(run.path, "larder-compiled-0"));
  await mkdir(join(run.path, "of-another-program"));

  const left = await run.close();

  expect(left).toEqual(["larder-cut- (1)", "larder-store- (2)"]);
  expect(existsSync(run.path)).toBe(false);
  expect(existsSync(join(parent, shared, "image"))).toBe(true);
});

test("the directory of a run that was killed goes when the next one starts, and that of one that lives does not", async () => {
  const parent = await temporaryDirectory("parent");
  const living = await openRunDirectory(parent);
  const program = `
    import { openRunDirectory } from ${JSON.stringify(new URL("run-directory.ts", import.meta.url).href)};
    process.stdout.write((await openRunDirectory(${JSON.stringify(parent)})).path, () => process.kill(process.pid, "SIGKILL"));`;
  const killed = spawnSync(process.execPath, ["--input-type=module-typescript", "-e", program], { encoding: "utf8" });
  expect(killed.signal).toBe("SIGKILL");
  expect(existsSync(killed.stdout)).toBe(true);

  const next = await openRunDirectory(parent);

  expect([living.path, killed.stdout, next.path].map((path) => existsSync(path))).toEqual([true, false, true]);
  expect(await living.close()).toEqual([]);
});
