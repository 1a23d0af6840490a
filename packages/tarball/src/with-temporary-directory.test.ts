import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname } from "node:path";

import { expect, test } from "vitest";

import { withTemporaryDirectory } from "./with-temporary-directory.ts";

test("the directory is gone afterwards, whether the work is done or fails", async () => {
  const done = await withTemporaryDirectory("larder-done-", async (directory) => {
    expect(existsSync(directory)).toBe(true);
    return directory;
  });
  let failed = "";
  const failing = withTemporaryDirectory("larder-failed-", async (directory) => {
    failed = directory;
    throw new Error("no");
  });

  await expect(failing).rejects.toThrow("no");
  expect([existsSync(done), existsSync(failed), existsSync(dirname(failed))]).toEqual([false, false, true]);
});

test("a process that ends in the middle of the work leaves none", () => {
  const program = `
    import { writeFileSync } from "node:fs";
    import { withTemporaryDirectory } from ${JSON.stringify(new URL("with-temporary-directory.ts", import.meta.url).href)};
    const work = async (directory) => {
      writeFileSync(directory + "/file", "");
      process.stdout.write(directory + "\\n", () => setTimeout(() => process.exit(130), 20));
      await new Promise(() => undefined);
    };
    await Promise.all([1, 2].map(() => withTemporaryDirectory("larder-ended-", work)));`;

  const { stdout, status } = spawnSync(process.execPath, ["--input-type=module-typescript", "-e", program], {
    encoding: "utf8",
  });

  expect(status).toBe(130);
  const directories = stdout.trim().split("\n");
  expect(directories).toHaveLength(2);
  for (const directory of directories) expect(existsSync(directory)).toBe(false);
});
