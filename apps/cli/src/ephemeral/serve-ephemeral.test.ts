import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { newWorkplace } from "../testing/larder-process.ts";

const withCacheAtHome = { XDG_CACHE_HOME: "" };

test("`larder serve --ephemeral` prints where it is and a token, keeps nothing but the image, and ends with 0", async () => {
  await using place = await newWorkplace(withCacheAtHome);
  const server = await place.start(["serve", "--ephemeral", "--listen", "127.0.0.1:0"]);
  const whoami = await fetch(`${server.url}/-/whoami`, {
    headers: { authorization: `Bearer ${String(server.data["token"])}` },
  });

  const ended = await server.stop("SIGTERM");

  expect(await whoami.json()).toEqual({ username: "test" });
  expect(Object.keys(server.data).toSorted()).toEqual(["pid", "token", "url"]);
  expect(ended.exitCode).toBe(0);
  expect(readdirSync(place.directory)).toEqual([".cache"]);
  expect(readdirSync(join(place.directory, ".cache", "larder", "databases"))).toHaveLength(1);
});

test.each([
  ["beyond this machine", ["--listen", "0.0.0.0:0"], "would let other machines in"],
  ["with data", ["--data", "here"], "`--data` and `--ephemeral` do not go together"],
  ["with a database", ["--database-url", "postgres://127.0.0.1/x"], "`--database-url` and `--ephemeral`"],
])("an ephemeral registry %s is refused", async (_, options, reason) => {
  await using place = await newWorkplace(withCacheAtHome);

  const { exitCode, stderr } = await place.run(["serve", "--ephemeral", ...options]);

  expect(exitCode).toBe(2);
  expect(stderr).toContain(reason);
  expect(existsSync(join(place.directory, ".cache"))).toBe(false);
});

test("names that are always hosted are declared in registry.yaml for a registry that stays", async () => {
  await using place = await newWorkplace();

  const { exitCode, stderr } = await place.run(["serve", "--hosted", "@acme/*"]);

  expect(exitCode).toBe(2);
  expect(stderr).toContain("`--hosted` is for `--ephemeral`");
});
