import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { prepareArchive, type PreparedVersion, prepareVersion, putVersion } from "../support/publish-document.ts";
import { type ServedRegistry, serveRegistry } from "../support/served-registry.ts";
import { testSeed } from "../support/test-seed.ts";
import { versionState } from "../support/version-state.ts";
import { archiveSpoil, spoiledArchive } from "./fuzzing/spoil-archive.ts";
import { bodySpoil, spoiledBody } from "./fuzzing/spoil-body.ts";

/** What a registry may answer to nonsense; 404 when no archive is left in it, as a change of a package that is not there. */
const refusals: ReadonlySet<number> = new Set([400, 403, 404, 409, 413, 422]);
const residentMegabytesMax = 600;

let registry: ServedRegistry;
let whole: PreparedVersion;
let count = 0;

beforeAll(async () => {
  registry = await serveRegistry("PGlite");
  whole = await prepareVersion("whole", "1.0.0");
  await putVersion(registry.url, registry.token, whole);
});
afterAll(() => registry[Symbol.asyncDispose]());

test("200 spoiled archives and bodies are published whole or refused with a sentence", async () => {
  expect(await fuzz(200)).toEqual(unharmed);
});

test("5,000 spoiled archives and bodies are published whole or refused", { tags: ["slow"] }, async () => {
  expect(await fuzz(5000)).toEqual(unharmed);
});

const unharmed = { whole: "whole", arriving: [], escaped: [], tooMuchMemory: 0 };

/** Throws when an answer is wrong; returns how the registry is after all of them. */
async function fuzz(numRuns: number): Promise<unknown> {
  const spoils = fc.record({
    archive: fc.array(archiveSpoil, { maxLength: 3 }),
    body: fc.array(bodySpoil, { maxLength: 2 }),
  });
  const property = fc.asyncProperty(spoils, async ({ archive, body }) => {
    // A name that shrinking does not use again: what was published stays.
    const manifest = { name: `fuzz-${(count += 1)}`, version: "1.0.0" };
    const prepared = prepareArchive(manifest, await spoiledArchive(manifest, archive));
    await publishOrBeRefused({ ...prepared, body: spoiledBody(prepared.body, body) });
  });
  await fc.assert(property, { numRuns, seed: testSeed() });

  const outside = await readdir(dirname(registry.directory));
  return {
    whole: await versionState(registry.url, whole),
    arriving: await readdir(join(registry.directory, "data", "blobs", "arriving")),
    escaped: outside.filter((name) => name.includes("escape")),
    tooMuchMemory: await excessMegabytes(registry.server.pid),
  };
}

async function publishOrBeRefused(version: PreparedVersion): Promise<void> {
  const response = await fetch(`${registry.url}/${version.name}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${registry.token}`, "content-type": "application/json" },
    body: version.body,
  });
  const answer = (await response.json()) as { readonly error?: unknown };

  if (response.status === 201) {
    expect((await fetch(`${registry.url}/${version.name}`)).status).toBe(200);
  } else {
    expect({ status: response.status, isRefusal: refusals.has(response.status) }).toMatchObject({ isRefusal: true });
    expect(answer.error).toEqual(expect.stringMatching(/\w+ \w+/));
    expect(await versionState(registry.url, version)).toBe("absent");
  }
}

/** By how much a process holds more memory than it should, by Linux's own account. */
async function excessMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Math.max(0, Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1000 - residentMegabytesMax);
}
