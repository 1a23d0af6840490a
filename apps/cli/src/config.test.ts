import { isAbsolute, join } from "node:path";

import { expect, test } from "vitest";

import { readEnvironment } from "./config.ts";

test("what is kept for a user lies in the user's home, or where an absolute path of XDG says", () => {
  const home = readEnvironment({ HOME: "/home/ada" });
  const named = readEnvironment({ HOME: "/home/ada", XDG_DATA_HOME: "/data", XDG_CACHE_HOME: "cache" });

  expect(home.storeDirectory).toBe(join("/home/ada/.local/share", "larder", "store"));
  expect(named.storeDirectory).toBe(join("/data", "larder", "store"));
  expect(named.imageCache).toBe(home.imageCache);
});

test("a user whose HOME is empty has a home all the same", () => {
  expect(isAbsolute(readEnvironment({ HOME: "" }).storeDirectory)).toBe(true);
});
