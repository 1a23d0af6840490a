import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { archiveOf, inPieces } from "./testing/archives.ts";
import { readTarball } from "./read-tarball.ts";
import { unpackTarball } from "./unpack-tarball.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "larder-unpack-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

/** An archive is read at once or as a stream: what comes of it is the same. */
const ways: readonly [string, (archive: Uint8Array) => Parameters<typeof unpackTarball>[0]][] = [
  ["in memory", (archive) => archive],
  ["as a stream", (archive) => inPieces(archive, 50)],
];

describe.each(ways)("an archive that comes %s", (_way, from) => {
  test("leaves its files without the root folder, with one of two modes, and says what they are", async () => {
    const archive = await archiveOf([
      { name: "package/package.json", content: "{}", mode: 0o600 },
      { name: "package/bin/run", content: "#!/bin/sh\n", mode: 0o4777 },
    ]);

    const target = join(directory, "new");
    const files = await unpackTarball(from(archive), target);

    expect(files).toEqual([
      { path: "package.json", size: 2, executable: false, sha256: sha256Of("{}") },
      { path: "bin/run", size: 10, executable: true, sha256: sha256Of("#!/bin/sh\n") },
    ]);
    expect(await readFile(join(target, "package.json"), "utf8")).toBe("{}");
    expect((await stat(join(target, "package.json"))).mode & 0o7777).toBe(0o644);
    expect((await stat(join(target, "bin/run"))).mode & 0o7777).toBe(0o755);
  });

  test("may hold a file larger than a chunk", async () => {
    const content = Buffer.alloc(1_000_000, "0123456789");

    await unpackTarball(from(await archiveOf([{ name: "package/a", content }])), directory);

    expect((await readFile(join(directory, "a"))).equals(content)).toBe(true);
  });

  test("a bad entry stops it before anything is written outside", async () => {
    const archive = await archiveOf([{ name: "package/../../evil", content: "x" }]);

    await expect(unpackTarball(from(archive), join(directory, "a"))).rejects.toThrow("points outside the package");
    expect(await readdir(directory, { recursive: true })).toEqual(["a"]);
  });

  test("a link is left out, as npm leaves it out, and nothing is written through it", async () => {
    const archive = await archiveOf([
      { name: "package/package.json", content: "{}" },
      { name: "package/out", type: "symlink", linkname: "../.." },
      { name: "package/out/evil", content: "x" },
    ]);

    await unpackTarball(from(archive), join(directory, "a"));

    expect((await readdir(directory, { recursive: true })).toSorted()).toEqual([
      "a",
      "a/out",
      "a/out/evil",
      "a/package.json",
    ]);
  });

  test("a directory that holds something is refused", async () => {
    await writeFile(join(directory, "there"), "");
    const archive = await archiveOf([{ name: "package/package.json", content: "{}" }]);

    await expect(unpackTarball(from(archive), directory)).rejects.toThrow("must be empty");
  });

  test("may have names with segments that say nothing, and each file is in its place", async () => {
    const archive = await archiveOf([
      { name: "package/./lib//a.js", content: "a" },
      { name: "package/b.js", content: "b" },
    ]);

    const files = await unpackTarball(from(archive), directory);

    expect(files.map(({ path }) => path)).toEqual(["lib/a.js", "b.js"]);
    expect(await readFile(join(directory, "lib/a.js"), "utf8")).toBe("a");
    const nameless = await archiveOf([{ name: "package/." }]);
    await expect(unpackTarball(from(nameless), join(directory, "nameless"))).rejects.toThrow("is a file and a folder");
  });

  test("may hold a file twice, of which the last one counts", async () => {
    const archive = await archiveOf([
      { name: "package/a", content: "first" },
      { name: "package/b", content: "b" },
      { name: "package/./a", content: "second" },
    ]);

    const files = await unpackTarball(from(archive), directory);

    expect(files.map(({ path, size }) => [path, size])).toEqual([
      ["b", 1],
      ["a", 6],
    ]);
    expect(await readFile(join(directory, "a"), "utf8")).toBe("second");
    const read = await readTarball(inPieces(archive), { origin: "foreign" });
    expect(read.files.map(({ path, size }) => [path, size])).toEqual([
      ["a", 6],
      ["b", 1],
    ]);
  });

  test("may ask for other modes, which the files have from the beginning", async () => {
    const archive = await archiveOf([
      { name: "package/a", content: "{}" },
      { name: "package/b", content: "{}", mode: 0o755 },
    ]);

    await unpackTarball(from(archive), directory, { modes: { plain: 0o444, executable: 0o555 } });

    expect((await stat(join(directory, "a"))).mode & 0o777).toBe(0o444);
    expect((await stat(join(directory, "b"))).mode & 0o777).toBe(0o555);
  });

  test("with a name that the disk cannot hold is refused by that name", async () => {
    const long = "x".repeat(300);
    const archive = await archiveOf([{ name: `package/${long}`, content: "" }]);

    const refused = unpackTarball(from(archive), directory);

    await expect(refused).rejects.toMatchObject({
      code: "EBADARCHIVE",
      entry: long,
      reason: expect.stringMatching("long"),
    });
  });

  test("of fifty thousand files is unpacked", { tags: ["slow"] }, async () => {
    const entries = Array.from({ length: 50_000 }, (_, at) => ({
      name: `package/${at % 100}/${at}`,
      content: `${at}`,
    }));
    const archive = await archiveOf(entries);

    const files = await unpackTarball(from(archive), directory);

    expect(files).toHaveLength(50_000);
    expect(await readFile(join(directory, "99/49999"), "utf8")).toBe("49999");
  });
});

test("an archive that says of itself that it is small is read as a stream when it is not", async () => {
  const content = Buffer.alloc(300_000, "0123456789");
  const archive = await archiveOf([{ name: "package/a", content }]);
  archive.writeUInt32LE(1000, archive.length - 4);

  const refused = unpackTarball(archive, directory, { heldBytesMax: 100_000 });

  await expect(refused).rejects.toThrow("is damaged");
});

test("an archive that is too large to be held is read as a stream", async () => {
  const content = Buffer.alloc(300_000, "0123456789");

  const archive = await archiveOf([{ name: "package/a", content }]);
  const files = await unpackTarball(archive, directory, { heldBytesMax: 100_000 });

  expect(files).toEqual([{ path: "a", size: 300_000, executable: false, sha256: sha256Of(content) }]);
  expect((await readFile(join(directory, "a"))).equals(content)).toBe(true);
});

function sha256Of(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
