import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { expect, onTestFinished, test } from "vitest";

import { readWatched, watchFolders, type WatchOptions } from "./watch-folders.ts";

type World = {
  readonly told: (readonly string[])[];
  readonly write: (path: string) => Promise<void>;
};

/** Watches the folders `lamp` and `oil`. */
async function aWorld(over: Partial<WatchOptions> = {}): Promise<World> {
  const root = await mkdtemp(join(tmpdir(), "larder-watch-"));
  const told: (readonly string[])[] = [];
  const write = async (path: string): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), `${Math.random()}`);
  };
  await write("lamp/plugins/lamp/index.js");
  await write("lamp/node_modules/library/index.js");
  await write("oil/actors/oil.js");
  const close = await watchFolders({
    folders: ["lamp", "oil"].map((alias) => ({ alias, directory: join(root, alias) })),
    quietMs: 60,
    onChange: async (aliases) => void told.push(aliases),
    ...over,
  });
  onTestFinished(async () => {
    await close();
    await rm(root, { recursive: true });
  });
  return { told, write };
}

test("[X13] many changes in a moment are one, and name the folders that they are in", async () => {
  const { told, write } = await aWorld();

  for (let turn = 0; turn < 5; turn += 1) await write("lamp/plugins/lamp/index.js");
  await write("oil/actors/new.js");

  await expect.poll(() => told).toEqual([["lamp", "oil"]]);
});

test("[X13] what is hidden, what tools leave behind and what a package writes itself is no change", async () => {
  const { told, write } = await aWorld();

  for (const path of [
    ".git/index",
    ".env",
    "node_modules/library/index.js",
    "data/notes.json",
    "a.log",
    "b.swp",
    "c.js~",
  ]) {
    await write(`lamp/${path}`);
  }
  await delay(300);
  expect(told).toEqual([]);

  await write("lamp/plugins/lamp/other.js");
  await expect.poll(() => told).toEqual([["lamp"]]);
});

test("[X13] another list of what is ignored takes the place of the first", async () => {
  const { told, write } = await aWorld({ ignored: { extensions: [".md"], names: [], hidden: false } });

  await write("lamp/README.md");
  await delay(300);
  await write("lamp/.env");

  await expect.poll(() => told).toEqual([["lamp"]]);
});

test("[X13] larder.yaml says which folders are watched, and what is ignored in the place of a list", async () => {
  const directory = await mkdtemp(join(tmpdir(), "larder-watch-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const manifest = `
    registries: { home: http://127.0.0.1:5273 }
    wants: { lamp: file:../lamp, packed: ./packed-1.0.0.tgz, view: ^3.1.0 }
    watch: { ignore: { names: [dist], hidden: false } }`;
  await writeFile(join(directory, "larder.yaml"), manifest);

  expect(await readWatched(directory)).toEqual({
    folders: [{ alias: "lamp", directory: join(directory, "../lamp") }],
    ignored: { extensions: expect.arrayContaining([".swp"]), names: ["dist"], hidden: false },
  });
});

test("[X13] what changes while a change is taken up is told once that has ended", async () => {
  const first = Promise.withResolvers<void>();
  const told: (readonly string[])[] = [];
  const { write } = await aWorld({
    async onChange(aliases) {
      told.push(aliases);
      if (told.length === 1) await first.promise;
    },
  });
  await write("lamp/plugins/lamp/index.js");
  await expect.poll(() => told).toEqual([["lamp"]]);

  await write("oil/actors/oil.js");
  await delay(300);
  expect(told).toHaveLength(1);
  first.resolve();

  await expect.poll(() => told).toEqual([["lamp"], ["oil"]]);
});
