import type { Integrity } from "@larder/package-spec";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { describeBlobStore } from "../testing/blob-store-laws.ts";
import { bytesOf, chunksOf, collect } from "../testing/byte-sources.ts";
import { diskBlobStore } from "./disk-blob-store.ts";

const limit = { bytesMax: 1000 };

function emptyDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "larder-blobs-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

describeBlobStore("diskBlobStore", () => diskBlobStore(emptyDirectory()));

test("a blob lies under the hex of its sha512, in two levels of folders, and is read-only", async () => {
  const directory = emptyDirectory();
  const store = await diskBlobStore(directory);
  const received = await store.receive(chunksOf("jam"), limit);
  await received.keep();

  const hex = Buffer.from(received.integrity.slice("sha512-".length), "base64").toString("hex");
  const path = join(directory, "sha512", hex.slice(0, 2), hex.slice(2, 4), hex);
  expect(readFileSync(path, "utf8")).toBe("jam");
  expect(statSync(path).mode & 0o777).toBe(0o440);
  expect(readdirSync(join(directory, "arriving"))).toEqual([]);
});

test("what was kept is there for the next process", async () => {
  const directory = emptyDirectory();
  const before = await diskBlobStore(directory);
  const received = await before.receive(chunksOf("jam"), limit);
  await received.keep();

  const after = await diskBlobStore(directory);

  const opened = await after.open(received.integrity);
  expect(opened && (await bytesOf(opened.stream())).toString()).toBe("jam");
});

test("a damaged blob is healed by keeping its content again", async () => {
  const directory = emptyDirectory();
  const store = await diskBlobStore(directory);
  const first = await store.receive(chunksOf("jam"), limit);
  await first.keep();
  const names = readdirSync(join(directory, "sha512"), { recursive: true, encoding: "utf8" });
  const path = names.find((name) => /[0-9a-f]{128}$/.test(name)) ?? "";
  rmSync(join(directory, "sha512", path));
  writeFileSync(join(directory, "sha512", path), "mold");

  const second = await store.receive(chunksOf("jam"), limit);
  await second.keep();

  const opened = await store.open(first.integrity);
  expect(opened && (await bytesOf(opened.stream())).toString()).toBe("jam");
});

test("an integrity that is no digest never becomes a path", async () => {
  const store = await diskBlobStore(emptyDirectory());

  await expect(async () => store.open("sha512-../../../etc/passwd" as Integrity)).rejects.toThrow("Not the integrity");
  await expect(async () => store.delete("sha512-" as Integrity)).rejects.toThrow("Not the integrity");
});

test("files that are not blobs are not listed", async () => {
  const directory = emptyDirectory();
  const store = await diskBlobStore(directory);
  mkdirSync(join(directory, "sha512", "ab", "cd"), { recursive: true });
  writeFileSync(join(directory, "sha512", "ab", "cd", "README"), "not a blob");

  expect(await collect(store.list())).toEqual([]);
});

test("what a killed process left half received is swept when the store is opened, what a live one receives is not", async () => {
  const directory = emptyDirectory();
  const program = `
    import { diskBlobStore } from ${JSON.stringify(new URL("disk-blob-store.ts", import.meta.url).href)};
    const store = await diskBlobStore(${JSON.stringify(directory)});
    await store.receive((async function* () { yield Buffer.from("half"); console.log("half"); await new Promise(() => setInterval(() => {}, 1000)); })(), { bytesMax: 1000 });`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");

  await diskBlobStore(directory);
  expect(readdirSync(join(directory, "arriving"))).toHaveLength(1);

  child.kill("SIGKILL");
  await once(child, "exit");
  await diskBlobStore(directory);
  expect(readdirSync(join(directory, "arriving"))).toEqual([]);
});

test("sweeping knows an earlier process with the same id, and what another machine forgot a day ago", async () => {
  const directory = emptyDirectory();
  const arriving = join(directory, "arriving");
  mkdirSync(arriving);
  const leave = (name: string, ageMs: number): string => {
    const path = join(arriving, name);
    writeFileSync(path, "half");
    utimesSync(path, new Date(), new Date(Date.now() - ageMs));
    return path;
  };
  const earlierProcess = leave(`${encodeURIComponent(hostname())}~${process.pid}~1~a`, 0);
  const otherMachineToday = leave(`elsewhere~${process.pid}~1~b`, 60_000);
  const otherMachineLongAgo = leave("elsewhere~1~1~c", 25 * 60 * 60 * 1000);

  await diskBlobStore(directory);

  expect([earlierProcess, otherMachineToday, otherMachineLongAgo].map((path) => existsSync(path))).toEqual([
    false,
    true,
    false,
  ]);
});
