import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { integrityOfSha512 } from "@larder/package-spec";
import type { ResolvedNode } from "@larder/resolver";
import { afterEach, beforeEach, expect, test } from "vitest";

import { ArchiveMemory } from "./archive-memory.ts";
import { type Arrival, downloadArchive, type FetchTarball } from "./download-archive.ts";
import { packageWorld } from "./testing/package-world.ts";

const mebibyte = 1024 * 1024;
const large = Array.from({ length: 70 }, () => randomBytes(mebibyte));

let directory: string;
let node: ResolvedNode;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "larder-download-"));
  const [first] = (await packageWorld({ "app@1.0.0": {} })).resolution.nodes;
  if (first === undefined) throw new Error("The world is empty");
  node = first;
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test("a small archive arrives in one piece of memory that nothing else uses", async () => {
  const pieces = [Buffer.from("one, "), Buffer.from("two")];
  const progress = { size: 0 };

  const { archive, size } = await downloadArchive(node, serve(pieces), { ...arrivalAt("draft"), progress });

  expect(Buffer.from(archive as Uint8Array).toString()).toBe("one, two");
  expect((archive as Uint8Array).buffer.byteLength).toBe(8);
  expect({ size, progress }).toEqual({ size: 8, progress: { size: 8 } });
  expect(await readdir(directory)).toEqual([]);
});

test("a large archive goes to a file and is verified on the way", async () => {
  const draft = join(directory, "draft");
  const locked = { ...node, integrity: integrityOf(large) };

  const { archive } = await downloadArchive(locked, serve(large), arrivalAt("draft"));

  expect(archive).toBe(join(draft, "archive.tgz"));
  expect((await readFile(archive as string)).equals(Buffer.concat(large))).toBe(true);
});

test("a large archive that is the wrong one is refused, and its file is gone", async () => {
  const draft = join(directory, "draft");

  const refused = downloadArchive(node, serve(large), arrivalAt("draft"));

  await expect(refused).rejects.toMatchObject({ code: "EINTEGRITY", received: integrityOf(large) });
  expect(existsSync(join(draft, "archive.tgz"))).toBe(false);
});

test("bytes without end are refused, and are never in memory", { tags: ["slow"] }, async () => {
  const refused = downloadArchive(node, serveEndlessly, arrivalAt("draft"));

  await expect(refused).rejects.toThrow("more bytes than any package has");
});

test("archives for which all of them together leave no room go to files, until there is some again", async () => {
  const memory = new ArchiveMemory(10);
  const shares = Array.from({ length: 4 }, () => memory.share());
  const pieces = [Buffer.from("four"), Buffer.from("more")];
  const locked = { ...node, integrity: integrityOf(pieces) };
  const arrive = async (at: number): Promise<string> => {
    const share = shares[at] ?? memory.share();
    const { archive } = await downloadArchive(locked, serve(pieces), { ...arrivalAt(`draft-${at}`), memory: share });
    return typeof archive === "string" ? "file" : "memory";
  };

  const places = [await arrive(0), await arrive(1), await arrive(2)];
  shares[0]?.giveBack();
  shares[0]?.giveBack();
  places.push(await arrive(3), await arrive(4));

  expect(places).toEqual(["memory", "file", "file", "memory", "file"]);
});

/** How an archive arrives for which there is room. */
function arrivalAt(draft: string): Arrival {
  const { signal } = new AbortController();
  return { draft: join(directory, draft), memory: new ArchiveMemory().share(), progress: { size: 0 }, signal };
}

async function* serveEndlessly(): AsyncGenerator<Uint8Array> {
  for (;;) yield* large;
}

function serve(pieces: readonly Uint8Array[]): FetchTarball {
  return async function* () {
    yield* pieces;
  };
}

function integrityOf(pieces: readonly Uint8Array[]): ResolvedNode["integrity"] {
  const hash = createHash("sha512");
  for (const piece of pieces) hash.update(piece);
  return integrityOfSha512(hash.digest("base64"));
}
