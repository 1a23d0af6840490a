import { hash } from "node:crypto";
import { gzipSync } from "node:zlib";

import { array, assert, asyncProperty, constantFrom, integer, record } from "fast-check";
import { expect, test } from "vitest";

import { ArchiveFrames } from "./archive-frames.ts";
import { BadArchiveError } from "./bad-archive-error.ts";
import { readHeldEntries } from "./held-entries.ts";
import { readTarball } from "./read-tarball.ts";
import { defaultTarballLimits } from "./tarball-limits.ts";
import { archiveOf, type Entry, inPieces, tarOf, withHeaderBytes } from "./testing/archives.ts";

const entries: readonly Entry[] = [
  { name: "package/", type: "directory" },
  { name: "package/package.json", content: '{"name":"chat","version":"1.0.0"}' },
  { name: `package/${"long/".repeat(30)}name.txt`, content: "x".repeat(700) },
  { name: "package/bin/run", content: "#!/bin/sh\n", mode: 0o755, pax: { comment: "odd" } },
];

/**
 * What reading `archive` comes to, as a stream and in memory: both read the same, or both refuse. Anything
 * but an answer or a refusal is a bug, and fails the test.
 */
async function outcomeOf(archive: Uint8Array): Promise<"read" | "refused"> {
  const [streamed, held, whole] = await Promise.all([
    contentsOf(inPieces(archive, 333)),
    filesInMemory(archive),
    contentsOf(archive),
  ]);
  expect(held).toEqual(streamed?.files);
  expect(whole).toEqual(streamed);
  return streamed === undefined ? "refused" : "read";
}

type Files = readonly { readonly path: string; readonly size: number; readonly sha256: string }[] | undefined;

type Contents = {
  readonly files: Files;
  readonly texts: readonly (string | undefined)[];
  readonly unpackedSize: number;
};

async function contentsOf(archive: Parameters<typeof readTarball>[0]): Promise<Contents | undefined> {
  return await unlessRefused(async () => {
    const { files, tree, unpackedSize } = await readTarball(archive);
    return {
      files: files.map(({ path, size, sha256 }) => ({ path, size, sha256 })),
      texts: files.map(({ path }) => tree.readText(path)),
      unpackedSize,
    };
  });
}

async function filesInMemory(archive: Uint8Array): Promise<Files> {
  return await unlessRefused(async () => {
    const held = await readHeldEntries(archive, defaultTarballLimits, 10_000_000);
    const files = held?.map(({ path, size, content }) => ({ path, size, sha256: hash("sha256", content) }));
    return files?.toSorted((left, right) => (left.path < right.path ? -1 : 1));
  });
}

async function unlessRefused<Result>(read: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof BadArchiveError) return undefined;
    throw error;
  }
}

const changes = array(record({ at: integer({ min: 0, max: 0xffff }), byte: integer({ min: 0, max: 255 }) }), {
  minLength: 1,
  maxLength: 6,
});

function withChanges(bytes: Buffer, list: readonly { readonly at: number; readonly byte: number }[]): Buffer {
  const changed = Buffer.from(bytes);
  for (const { at, byte } of list) changed[at % changed.length] = byte;
  return changed;
}

test("a tar with any of its bytes changed is read or refused, and nothing else happens", async () => {
  const tar = await tarOf(entries);
  const seen = new Set<string>();

  await assert(
    asyncProperty(changes, async (list) => {
      seen.add(await outcomeOf(gzipSync(withChanges(tar, list), { level: 1 })));
    }),
    { numRuns: 400 },
  );

  expect([...seen].toSorted()).toEqual(["read", "refused"]);
});

/** Of files that have a plain header each, as most archives are. */
const plainEntries = entries.filter(({ pax }) => pax === undefined);
const headerChanges = array(
  record({
    header: integer({ min: 0, max: plainEntries.length - 1 }),
    at: integer({ min: 0, max: 511 }),
    // What numbers, kinds and formats are written with.
    bytes: constantFrom(
      "\0",
      " ",
      "0",
      "5",
      "7",
      "\0 ",
      " \0",
      "ustar",
      "ustar  \0",
      "/",
      "../",
      "x",
      "L",
      "\u00ff",
      "\u0080",
    ),
  }),
  { minLength: 1, maxLength: 3 },
);

test("a plain header with any of its fields changed, and a checksum that fits, is read as a stream reads it", async () => {
  const tar = await tarOf(plainEntries);
  const starts = headerStartsOf(tar);
  const seen = new Set<string>();

  await assert(
    asyncProperty(headerChanges, async (list) => {
      const changed = list.reduce(
        (before, { header, at, bytes }) => withHeaderBytes(before, starts[header] ?? 0, at, bytes.slice(0, 512 - at)),
        tar,
      );
      seen.add(await outcomeOf(gzipSync(changed, { level: 1 })));
    }),
    { numRuns: 1_000 },
  );

  expect([...seen].toSorted()).toEqual(["read", "refused"]);
});

/** Returns where the headers of the files and folders of `tar` begin. */
function headerStartsOf(tar: Buffer): readonly number[] {
  const frames = new ArchiveFrames(defaultTarballLimits);
  frames.push(tar, tar.length);
  return frames.waiting.map(({ headerStart }) => headerStart);
}

test("a gzip with any of its bytes changed is read or refused, and nothing else happens", async () => {
  const archive = await archiveOf(entries);

  await assert(
    asyncProperty(changes, async (list) => {
      expect(["read", "refused"]).toContain(await outcomeOf(withChanges(archive, list)));
    }),
    { numRuns: 400 },
  );
});
