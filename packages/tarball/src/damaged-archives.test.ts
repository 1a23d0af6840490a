import { gzipSync } from "node:zlib";

import { array, assert, asyncProperty, integer, record } from "fast-check";
import { expect, test } from "vitest";

import { BadArchiveError } from "./bad-archive-error.ts";
import { readTarball } from "./read-tarball.ts";
import { archiveOf, type Entry, inPieces, tarOf } from "./testing/archives.ts";

const entries: readonly Entry[] = [
  { name: "package/", type: "directory" },
  { name: "package/package.json", content: '{"name":"chat","version":"1.0.0"}' },
  { name: `package/${"long/".repeat(30)}name.txt`, content: "x".repeat(700) },
  { name: "package/bin/run", content: "#!/bin/sh\n", mode: 0o755, pax: { comment: "odd" } },
];

/** What reading `archive` comes to. Anything but an answer or a refusal is a bug, and fails the test. */
async function outcomeOf(archive: Uint8Array): Promise<"read" | "refused"> {
  try {
    await readTarball(inPieces(archive, 333));
    return "read";
  } catch (error) {
    if (error instanceof BadArchiveError) return "refused";
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

test("a gzip with any of its bytes changed is read or refused, and nothing else happens", async () => {
  const archive = await archiveOf(entries);

  await assert(
    asyncProperty(changes, async (list) => {
      expect(["read", "refused"]).toContain(await outcomeOf(withChanges(archive, list)));
    }),
    { numRuns: 400 },
  );
});
