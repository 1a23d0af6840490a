import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { createBundleCache } from "./bundle-cache.ts";

test("[B13] a bundle is made again when a file that it was made of changes, or what was kept is damaged, and only then", async () => {
  const directory = await mkdtemp(join(tmpdir(), "larder-bundles-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const source = join(directory, "index.js");
  const kept = join(directory, "kept");
  let made = 0;
  const get = (): Promise<string> =>
    createBundleCache(kept).get(["notes"], async () => ({ code: `made ${(made += 1)}`, inputs: [source] }));
  await writeFile(source, "1");
  expect([await get(), await get()]).toEqual(["made 1", "made 1"]);
  await writeFile(source, "changed");
  expect([await get(), await get()]).toEqual(["made 2", "made 2"]);
  const [file = ""] = await readdir(kept);
  for (const damage of ["{", "null", "{}", ""]) {
    const before = made;
    await writeFile(join(kept, file), damage);
    expect(await get()).toBe(`made ${before + 1}`);
  }
  await rm(source);
  expect(await get()).toBe("made 7");
  expect(await readdir(kept)).toEqual([file]);
});
