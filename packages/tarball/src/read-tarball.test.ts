import { gunzipSync, gzipSync } from "node:zlib";

import { inspectPackage } from "@larder/package-contents";
import { describe, expect, test } from "vitest";

import { BadArchiveError } from "./bad-archive-error.ts";
import { readTarball } from "./read-tarball.ts";
import type { TarballLimits } from "./tarball-limits.ts";
import { archiveOf, type Entry, inPieces, tarOf, withHeaderBytes } from "./testing/archives.ts";

const manifest: Entry = { name: "package/package.json", content: '{"name":"chat","version":"1.0.0","larder":{}}' };

async function refusalOf(archive: Uint8Array, limits?: Partial<TarballLimits>): Promise<string> {
  const refused = await readTarball(inPieces(archive), limits).catch((error: unknown) => error);
  if (!(refused instanceof BadArchiveError)) throw new Error("The archive was not refused", { cause: refused });
  return refused.message;
}

test("files come sorted, with size, mode and hash, without the root folder", async () => {
  const archive = await archiveOf([
    { name: "package/", type: "directory" },
    { name: "package/bin/run.js", content: "#!/bin/sh\n", mode: 0o755 },
    manifest,
    { name: "package/bin/", type: "directory" },
  ]);

  const { files, unpackedSize } = await readTarball(inPieces(archive, 7));

  expect(files).toEqual([
    {
      path: "bin/run.js",
      size: 10,
      executable: true,
      sha256: "a8076d3d28d21e02012b20eaf7dbf75409a6277134439025f282e368e3305abf",
    },
    { path: "package.json", size: 45, executable: false, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
  expect(unpackedSize).toBe(55);
});

test("an inspection reads the archive as it reads a folder", async () => {
  const archive = await archiveOf([manifest, { name: "package/actors/counter.js", content: "/** Counts. */" }]);

  const { tree } = await readTarball(inPieces(archive));

  expect(inspectPackage(tree).components).toEqual([
    { kind: "actor", name: "counter", path: "actors/counter.js", description: "Counts.", status: "ok" },
  ]);
});

test("only texts that describe something are kept, up to a size", async () => {
  const archive = await archiveOf([
    manifest,
    { name: "package/dist/bundle.js", content: "x" },
    { name: "package/templates/mail.html", content: "x" },
    { name: "package/themes/large.toml", content: "# ".repeat(100) },
  ]);

  const { tree } = await readTarball(inPieces(archive), { textBytesMax: 100 });

  expect(tree.files.map(({ path }) => path)).toContain("themes/large.toml");
  expect(tree.files.filter(({ path }) => tree.readText(path) !== undefined).map(({ path }) => path)).toEqual([
    "package.json",
  ]);
});

test("a long path in a pax header is read", async () => {
  const long = `${"folder/".repeat(30)}file.txt`;

  const { files } = await readTarball(inPieces(await archiveOf([manifest, { name: `package/${long}`, content: "x" }])));

  expect(files.map(({ path }) => path)).toContain(long);
});

const file = (name: string): Entry => ({ name, content: "x" });

describe("an archive is refused when an entry", () => {
  test.each<[what: string, entries: Entry[], reason: string]>([
    ["points outside", [file("package/../evil")], "points outside the package"],
    ["is above the root", [file("../evil")], "points outside the package"],
    ["is absolute", [file("/etc/passwd")], "has an absolute path"],
    ["names a drive", [file("C:/evil")], "has an absolute path"],
    ["has a backslash", [file("package/a\\..\\b")], "has a backslash in its name"],
    ["has an empty segment", [file("package//a")], "has an empty segment in its path"],
    ["has a dot segment", [file("package/./a")], "has an empty segment in its path"],
    ["has a NUL", [{ name: "package/x", content: "x", pax: { path: "package/a\0b" } }], "control character"],
    ["moves the cursor", [file("package/a\u001B[2J")], "control character"],
    ["has no root folder", [file("package.json")], "is not inside a root folder"],
    ["has another root folder", [file("other/a")], "is not below the root folder `package/`"],
    ["is a folder of another root", [{ name: "other/", type: "directory" }], "is not below the root folder `package/`"],
    ["is a symbolic link", [{ name: "package/a", type: "symlink", linkname: "/etc/passwd" }], "is a symlink"],
    ["is a hard link", [{ name: "package/a", type: "link", linkname: "package/package.json" }], "is a link"],
    ["is a device", [{ name: "package/a", type: "character-device" }], "is a character-device"],
    ["is a pipe", [{ name: "package/a", type: "fifo" }], "is a fifo"],
    ["is there twice", [file("package/a"), file("package/a")], "is there twice"],
    ["differs by case", [file("package/README.md"), file("package/readme.md")], "differs from another only by case"],
    ["is a folder elsewhere", [file("package/a/b"), file("package/A")], "is a file and a folder"],
    ["is inside a file", [file("package/a"), file("package/a/b/c")], "is inside another file"],
    ["is spelt in two ways", [file("package/cafe\u0301")], "has a name that other systems spell differently"],
    ["is too deep", [file(`package/${"a/".repeat(70)}b`)], "is more than 64 folders deep"],
    ["has too long a name", [file(`package/${"a".repeat(1100)}`)], "has a name of more than 1024 bytes"],
  ])("%s", async (_what, entries, reason) => {
    expect(await refusalOf(await archiveOf([manifest, ...entries]))).toContain(reason);
  });

  test("says another size in its extended header", async () => {
    const archive = await archiveOf([
      { name: "package/package.json", content: "x".repeat(600), pax: { size: "4" } },
      file("package/after"),
    ]);

    expect(await refusalOf(archive)).toMatch(/two different sizes|damaged|size cannot be read/);
  });

  test("is a folder with content", async () => {
    const tar = await tarOf([{ name: "package/a", content: "x".repeat(512) }, manifest]);

    expect(await refusalOf(gzipSync(withHeaderBytes(tar, 0, 156, "5")))).toContain("is a folder with content");
  });

  test("has a size in a notation that only some programs read", async () => {
    const tar = await tarOf([manifest]);

    expect(await refusalOf(gzipSync(withHeaderBytes(tar, 0, 124, "-0000000001\0")))).toContain("size cannot be read");
  });

  test("is of a type that nobody knows", async () => {
    const tar = await tarOf([manifest]);

    expect(await refusalOf(gzipSync(withHeaderBytes(tar, 0, 156, "Z")))).toContain("is a thing of an unknown kind");
  });
});

describe("an archive is refused when it", () => {
  test("is no archive", async () => {
    expect(await refusalOf(Buffer.from("not gzip"))).toContain("is damaged or no gzipped tar");
    expect(await refusalOf(gzipSync("not tar".repeat(100)))).toContain("cannot be read");
    expect(await refusalOf(Buffer.alloc(0))).toContain("is damaged or no gzipped tar");
    expect(await refusalOf(gzipSync(""))).toContain("holds no files");
  });

  test("was cut off, wherever that was", async () => {
    const noise = Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * 7919) % 251));
    const archive = await archiveOf([manifest, { name: "package/a", content: noise }, file("package/b")]);

    const cuts = Array.from({ length: 20 }, (_, index) => Math.floor((archive.length * (index + 1)) / 22));
    for (const cut of cuts) expect(await refusalOf(archive.subarray(0, cut))).toContain("The archive ");
  });

  test("was cut off before it was compressed", async () => {
    const tar = await tarOf([{ name: "package/a", content: "x".repeat(5000) }]);

    expect(await refusalOf(gzipSync(tar.subarray(0, 2048)))).toContain("is damaged or no gzipped tar");
  });

  test("goes on after its end", async () => {
    const hidden = Buffer.concat([await tarOf([manifest]), await tarOf([file("package/hidden")])]);

    expect(await refusalOf(gzipSync(hidden))).toContain("goes on after its end");
  });

  test("has an extended header of megabytes", async () => {
    const archive = await archiveOf([{ ...manifest, pax: { comment: "x".repeat(2 << 20) } }]);

    expect(await refusalOf(archive)).toContain("has an extended header that is too large");
  });

  test("has a header that speaks for all entries, unless another registry accepted it", async () => {
    const comment = { name: "pax_global_header", content: "16 comment=0abc\n" };
    const archive = gzipSync(withHeaderBytes(await tarOf([comment, manifest]), 0, 156, "g"));

    expect(await refusalOf(archive)).toContain("has a header for all entries");
    expect((await readTarball(inPieces(archive), { origin: "foreign" })).files).toHaveLength(1);
  });

  test("has too many entries, too large a file, or too much of everything", async () => {
    const archive = await archiveOf([manifest, file("package/a"), { name: "package/b", content: "x".repeat(2000) }]);

    expect(await refusalOf(archive, { entriesMax: 2 })).toContain("has more than 2 entries");
    expect(await refusalOf(archive, { fileBytesMax: 1000 })).toContain("has more than 1000 bytes");
    expect(await refusalOf(archive, { unpackedBytesMax: 3000 })).toContain("unpacks to more than 3000 bytes");
  });
});

test("a gzip bomb ends long before it is unpacked", async () => {
  const bomb = gzipSync(Buffer.concat([await tarOf([{ name: "package/a", content: Buffer.alloc(128 << 20) }])]));
  let taken = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of inPieces(bomb, 1024)) {
      taken += piece.length;
      yield piece;
    }
  }

  await expect(readTarball(counted())).rejects.toThrow("unpacks to more than 200 times its size");
  expect(taken).toBeLessThan(bomb.length * 0.6);
});

test("a failure of the source comes through as it is", async () => {
  const archive = await archiveOf([manifest, { name: "package/a", content: "x".repeat(100_000) }]);
  const failure = new Error("The disk was pulled out");
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield archive.subarray(0, 100);
    throw failure;
  }

  await expect(readTarball(failing())).rejects.toBe(failure);
});

test("an archive of another registry may hold links, which are skipped, and names that differ by case", async () => {
  const archive = await archiveOf([
    manifest,
    { name: "package/link", type: "symlink", linkname: "package.json" },
    file("package/README.md"),
    file("package/readme.md"),
  ]);

  const { files } = await readTarball(inPieces(archive), { origin: "foreign" });

  expect(files.map(({ path }) => path)).toEqual(["README.md", "package.json", "readme.md"]);
  expect(await refusalOf(await archiveOf([manifest, file("package/../a")]), { origin: "foreign" })).toContain(
    "outside",
  );
});

test.each([
  ["too long for it", "x".repeat(200)],
  ["empty", ""],
])("of a file that is there twice the last one is read, also where it is %s", async (_, content) => {
  const archive = await archiveOf([manifest, { ...manifest, content }]);

  for (const source of [archive, inPieces(archive)]) {
    const { tree } = await readTarball(source, { origin: "foreign", textBytesMax: 100 });

    expect(tree.readText("package.json")).toBe(content === "" ? "" : undefined);
  }
});

test("reading what was packed by gzip in several members works, as gzip defines it", async () => {
  const tar = gunzipSync(await archiveOf([manifest]));
  const archive = Buffer.concat([gzipSync(tar.subarray(0, 700)), gzipSync(tar.subarray(700))]);

  expect((await readTarball(inPieces(archive))).files).toHaveLength(1);
});
