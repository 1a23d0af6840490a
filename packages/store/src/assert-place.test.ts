import { existsSync } from "node:fs";

import { expect, test } from "vitest";

import { openStore } from "./open-store.ts";

test.for([
  ["a file", "/dev/null", "a file is where it needs a folder"],
  ["below a file", "/dev/null/store", "a file is where it needs a folder"],
  ["in a file system of the kernel", "/proc/larder-store", "belongs to the kernel"],
] as const)("a store cannot be %s", async ([, path, reason], { skip }) => {
  skip(!existsSync("/proc/self"), "there is no /proc here");
  const unusable = openStore(path).use(async () => "used");
  await expect(unusable).rejects.toMatchObject({ code: "ESTORE", message: expect.stringContaining(reason) });
});
