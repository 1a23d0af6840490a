import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";

import fc from "fast-check";
import { expect, test } from "vitest";

import { serveLarder } from "../support/larder-process.ts";
import { type PreparedVersion, prepareVersion, putVersion } from "../support/publish-document.ts";
import { publisherToken } from "../support/publisher-token.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { testSeed } from "../support/test-seed.ts";
import { versionState } from "../support/version-state.ts";
import { writeCrashImage } from "./power-cut/crash-image.ts";
import type { DiskOperation } from "./power-cut/disk-operation.ts";
import { readTrace, tracedCalls } from "./power-cut/read-trace.ts";
import { straceOptions } from "./power-cut/system-call.ts";

const straceIsHere = spawnSync("strace", ["--version"]).status === 0;
const atOnce = 3;

test.skipIf(!straceIsHere)("a power cut at 3 moments loses no publish on PGlite (skipped without strace)", async () => {
  const { seed, wrong } = await cutPower({ publishes: 6, cuts: 3 });

  expect({ seed, wrong }).toEqual({ seed, wrong: [] });
});

test.skipIf(!straceIsHere)("a power cut at 60 moments loses no publish on PGlite", { tags: ["slow"] }, async () => {
  const { seed, wrong } = await cutPower({ publishes: 30, cuts: 60 });

  expect({ seed, wrong }).toEqual({ seed, wrong: [] });
});

/** Publishes while the disk is watched, then looks at what disks would hold that lost the power at some moment. */
async function cutPower({ publishes, cuts }: Extent): Promise<{ readonly seed: number; readonly wrong: string[] }> {
  const seed = testSeed();
  const traced = await tracePublishes(publishes);
  const anywhere = fc.nat(traced.operations.length);
  const afterAnAnswer = fc.constantFrom(
    ...traced.operations.flatMap(({ kind }, index) => (kind === "answer" ? [index + 1] : [])),
  );
  const coins = fc.sample(fc.infiniteStream(fc.boolean()), { seed, numRuns: cuts });

  // A trace that shows no answer would find nothing lost.
  expect(acknowledgedIn(traced.operations, traced.versions).size).toBe(traced.versions.length);
  const wrong: string[] = [];
  for (const [index, coin] of coins.entries()) {
    const image = await temporaryDirectory("cut");
    // Every other disk has nothing that was not synced, just after an answer; the others all of it, or some.
    const isWorst = index % 2 === 0;
    const [moment] = fc.sample(isWorst ? afterAnAnswer : anywhere, { seed: seed + index, numRuns: 1 });
    const keepsUnsynced = (): boolean => !isWorst && (index % 4 === 1 || coin.next().value === true);
    const operations = traced.operations.slice(0, moment);
    await writeCrashImage({ ...traced, image, operations, keepsUnsynced });
    wrong.push(...(await whatIsWrong(image, traced.versions, operations)).map((what) => `cut at ${moment}: ${what}`));
  }
  return { seed, wrong };
}

type Extent = { readonly publishes: number; readonly cuts: number };

type Traced = {
  readonly directory: string;
  readonly before: string;
  readonly operations: readonly DiskOperation[];
  readonly versions: readonly PreparedVersion[];
};

async function tracePublishes(count: number): Promise<Traced> {
  const directory = await temporaryDirectory("powered");
  const token = await publisherToken(["--data", directory]);
  const server = await serveLarder(["serve", "--listen", "127.0.0.1:0", "--uplink", "none", "--data", directory]);
  await putVersion(server.url, token, await prepareVersion("warm-up", "1.0.0"));
  const trace = join(await temporaryDirectory("trace"), "trace.txt");
  const strace = spawn("strace", [
    ...straceOptions,
    "-e",
    `trace=${tracedCalls.join(",")}`,
    "-o",
    trace,
    "-p",
    String(server.pid),
  ]);
  await once(strace.stderr, "data");
  const before = await temporaryDirectory("before");
  await cp(directory, before, { recursive: true, filter: (path) => !path.endsWith(".sock") });

  const versions: PreparedVersion[] = [];
  while (versions.length < count) {
    // At once one of a package that has more of them, and some of packages of their own.
    const names = Array.from({ length: atOnce }, (_, index) =>
      index === 0 ? "noise" : `noise-${versions.length + index}`,
    );
    const prepared = await Promise.all(names.map((name) => prepareVersion(name, `1.${versions.length}.0`)));
    const statuses = await Promise.all(prepared.map((version) => putVersion(server.url, token, version)));
    expect(statuses).toEqual(prepared.map(() => 201));
    versions.push(...prepared);
  }
  strace.kill("SIGINT");
  await once(strace, "exit");
  await server.kill();

  const operations = readTrace(await readFile(trace, "utf8")).filter((operation) => isIn(directory, operation));
  return { directory, before, operations, versions };
}

/** Keeps what was done in `directory`, and what was said. */
function isIn(directory: string, operation: DiskOperation): boolean {
  if (operation.kind === "answer") return operation.text.includes('"id":');
  const path = operation.kind === "rename" ? operation.to : operation.path;
  return path.startsWith(`${directory}/`);
}

/** Returns what a registry on the disk `image` lacks that `operations` acknowledged, and what it has half. */
async function whatIsWrong(
  image: string,
  versions: readonly PreparedVersion[],
  operations: readonly DiskOperation[],
): Promise<string[]> {
  const acknowledged = acknowledgedIn(operations, versions);
  const server = await serveLarder(["serve", "--listen", "127.0.0.1:0", "--uplink", "none", "--data", image]);
  const wrong: string[] = [];
  for (const version of versions) {
    const state = await versionState(server.url, version);
    if (state === "half" || (state === "absent" && acknowledged.has(version))) {
      wrong.push(`${version.name}@${version.version} is ${state}`);
    }
  }
  await server.stop();
  return wrong;
}

/** An answer names only the package, but its versions were published one after the other. */
function acknowledgedIn(
  operations: readonly DiskOperation[],
  versions: readonly PreparedVersion[],
): ReadonlySet<PreparedVersion> {
  const acknowledged = new Set<PreparedVersion>();
  for (const operation of operations) {
    const name = operation.kind === "answer" ? /"id":"([^"]+)"/.exec(operation.text)?.[1] : undefined;
    const version = versions.find((candidate) => candidate.name === name && !acknowledged.has(candidate));
    if (version !== undefined) acknowledged.add(version);
  }
  return acknowledged;
}
