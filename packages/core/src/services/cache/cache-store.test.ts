// SPEC.md §3, services. Every store keeps the same laws.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { CacheUnreachableError } from "./cache-errors.ts";
import type { CacheStore } from "./cache-store.ts";
import { memoryCacheStore } from "./memory-cache-store.ts";
import { openRedisCacheStore } from "./redis-cache-store.ts";

function describeLaws(title: string, open: () => Promise<CacheStore>): void {
  describe(`the laws of ${title}`, () => {
    let store: CacheStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());
    const set = (owner: string, entries: { readonly [key: string]: string }, ttlMs = 60_000): Promise<void> =>
      store.set(owner, new Map(Object.entries(entries)), ttlMs);

    test("[S11] [X43] what is set is there, key by key, until it is deleted", async () => {
      await set("@home/laws", { a: "1", b: "" });

      expect(await store.get("@home/laws", ["b", "missing", "a"])).toEqual(["", undefined, "1"]);
      expect(await store.delete("@home/laws", ["a", "missing"])).toBe(1);
      expect(await store.get("@home/laws", ["a"])).toEqual([undefined]);
      expect(await store.get("@home/laws", [])).toEqual([]);
    });

    test("[S11] [X43] a value is gone when its time is over", async () => {
      await set("@home/brief", { short: "1" }, 40);
      await set("@home/brief", { long: "2" });

      await expect.poll(() => store.get("@home/brief", ["short", "long"])).toEqual([undefined, "2"]);

      expect(await store.keys("@home/brief")).toEqual(["long"]);
      expect(await store.delete("@home/brief", ["short"])).toBe(0);
    });

    test("[S10] packages with keys of one name, and names that begin alike, do not meet", async () => {
      const owners = ["@home/a", "@home/ab", "@home/a*", "@home/[a]"];
      for (const owner of owners) await set(owner, { [`of ${owner}`]: owner, same: owner });

      for (const owner of owners) {
        expect((await store.keys(owner)).toSorted()).toEqual([`of ${owner}`, "same"]);
        expect(await store.get(owner, ["same"])).toEqual([owner]);
      }
    });
  });
}

describeLaws("a cache in memory", async () => memoryCacheStore());

test("[S11] [X43] a cache in memory lets go of what was used longest ago, of the package that is over its limit only", async () => {
  const store = memoryCacheStore({ entriesMax: 2, sizeMax: 100 });
  await store.set("other", new Map([["kept", "1"]]), 1000);
  for (const key of ["a", "b"]) await store.set("full", new Map([[key, "1"]]), 1000);
  await store.get("full", ["a"]);
  await store.set("full", new Map([["c", "1"]]), 1000);

  expect((await store.keys("full")).toSorted()).toEqual(["a", "c"]);
  expect(await store.get("other", ["kept"])).toEqual(["1"]);
});

const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

// Where no `redis-server` is installed there is nothing real to test against.
describe.skipIf(!hasRedis)("with a Redis server", () => {
  let url = "";
  let directory = "";
  let server: ReturnType<typeof spawn>;

  async function startRedis(port: number): Promise<void> {
    const settings = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", directory];
    server = spawn("redis-server", settings, { stdio: ["ignore", "pipe", "ignore"] });
    for await (const line of server.stdout ?? []) if (String(line).includes("Ready to accept")) return;
    throw new Error("The Redis server did not start");
  }

  async function stopRedis(): Promise<void> {
    server.kill();
    await once(server, "exit");
  }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "larder-redis-"));
    const probe = createServer().listen(0, "127.0.0.1");
    await once(probe, "listening");
    const { port } = probe.address() as { readonly port: number };
    await new Promise((resolve) => probe.close(resolve));
    url = `redis://127.0.0.1:${port}`;
    await startRedis(port);
  });
  afterAll(async () => {
    await stopRedis();
    await rm(directory, { recursive: true });
  });

  describeLaws("a cache in Redis", () => openRedisCacheStore(url));

  test("[S12] a server that goes is a failure at once, and one that is back is used again", async () => {
    const store = await openRedisCacheStore(url);
    await stopRedis();

    await expect(store.get("@home/a", ["a"])).rejects.toThrow(CacheUnreachableError);

    await startRedis(Number(new URL(url).port));
    await expect.poll(() => store.get("@home/a", ["a"]).catch(() => "down"), { timeout: 5000 }).toEqual([undefined]);
    await store.close();
  });
});

test("[S12] a server that is not there is named without its password", async () => {
  await expect(openRedisCacheStore("redis://user:secret@127.0.0.1:1")).rejects.toThrow(
    "The cache at `redis://127.0.0.1:1` does not answer",
  );
});
