import type { Dispatcher } from "undici";

import type { PreparedVersion } from "../../support/publish-document.ts";
import { driveThrough } from "../measure/drive.ts";
import { exchange, type ExchangeRequest } from "../measure/exchange.ts";
import { expectationOf } from "../measure/expectation.ts";
import { median } from "../measure/median.ts";
import { openPool } from "../measure/open-pool.ts";
import { type Sample, takeSample } from "../measure/sample.ts";
import { assertReadsBack, publishRequest } from "../scenarios/run-publish.ts";
import { runReads } from "../scenarios/run-read.ts";
import { prepareSearches, runSearches } from "../search/run-search.ts";
import type { SearchQuery } from "../search/search-queries.ts";
import type { Target } from "../targets/target.ts";
import type { GrowthSize } from "./growth-sizes.ts";

const operationTitles = ["publish", "first read after it", "hot read", "search"] as const;
export type OperationTitle = (typeof operationTitles)[number];

/** What one operation cost at one size. */
export type OperationCosts = {
  readonly title: OperationTitle;
  readonly requests: number;
  /** Of the server and of its database together, for each request, on the average of all rounds. */
  readonly cpuMicroseconds: number;
  readonly latencyP50Ms: number;
  readonly residentPeakBytes: number;
};

type Work = {
  /** In each round another version of each package is published. */
  readonly rounds: readonly (readonly PreparedVersion[])[];
  readonly searches: readonly SearchQuery[];
  readonly readMs: number;
  readonly size: GrowthSize;
};

/** Does each operation in each round, and holds every answer against what was published. The first one warms up. */
export async function measureOperations(target: Target, work: Work): Promise<OperationCosts[]> {
  await using pool = openPool(target.url, 1);
  const samples = new Map<OperationTitle, Sample[]>(operationTitles.map((title) => [title, []]));
  for (const [round, versions] of work.rounds.entries()) {
    const measured: Record<OperationTitle, Sample> = {
      publish: await takeSample(target, () => publishAll(pool.dispatcher, target, versions)),
      "first read after it": await takeSample(target, () => readAll(pool.dispatcher, versions)),
      "hot read": await readOver(pool.dispatcher, target, { ...work, round, versions }),
      // What was published stands elsewhere among the hits.
      search: await runSearches(target, await prepareSearches(target, work.searches), work.readMs),
    };
    for (const version of versions) await assertReadsBack(pool.dispatcher, target, version);
    if (round === 0) continue;
    for (const title of operationTitles) samples.get(title)?.push(measured[title]);
  }
  return [...samples].map(([title, own]) => costsOf(title, own));
}

function publishAll(
  dispatcher: Dispatcher,
  { token }: Target,
  versions: readonly PreparedVersion[],
): ReturnType<typeof driveThrough> {
  const requests = versions.map((version) => publishRequest(version, token));
  return driveThrough(dispatcher, { requests, connections: 1, status: 201 });
}

function readAll(dispatcher: Dispatcher, versions: readonly PreparedVersion[]): ReturnType<typeof driveThrough> {
  const requests = versions.map(({ name }) => packumentRequest(name));
  return driveThrough(dispatcher, { requests, connections: 1, status: 200 });
}

/** Reads one packument over and over, which has all versions: those from before, and one of each round. */
async function readOver(
  dispatcher: Dispatcher,
  target: Target,
  { versions, round, size, readMs }: Work & { readonly round: number; readonly versions: readonly PreparedVersion[] },
): Promise<Sample> {
  const [published, probe] = [versions[0], size.probes[0]];
  if (published === undefined || probe === undefined) throw new Error("There is nothing to read");
  const request = packumentRequest(published.name);
  const answer = await exchange(dispatcher, request, { keepBody: true });
  const packument = JSON.parse(Buffer.concat(answer.chunks).toString()) as { readonly versions: object };
  const [listed, wanted] = [Object.keys(packument.versions).length, probe.versions + round + 1];
  if (listed !== wanted) throw new Error(`${target.name} lists ${listed} versions of ${probe.name}, not ${wanted}`);

  const order = [{ request, expected: expectationOf(answer) }];
  return runReads(target, { connections: 8 }, { order, durationMs: readMs });
}

function packumentRequest(name: string): ExchangeRequest {
  const headers = { accept: "application/vnd.npm.install-v1+json", "accept-encoding": "identity" };
  return { method: "GET", path: `/${name}`, headers };
}

/** A round is too short for the kernel's clock, all of them together are not: their sum counts. */
function costsOf(title: OperationTitle, samples: readonly Sample[]): OperationCosts {
  const requests = samples.reduce((sum, sample) => sum + sample.requests, 0);
  const cpu = samples.reduce(
    (sum, sample) => sum + sample.requests * (sample.cpuMicroseconds + sample.databaseCpuMicroseconds),
    0,
  );
  return {
    title,
    requests,
    cpuMicroseconds: cpu / requests,
    latencyP50Ms: median(samples.map((sample) => sample.latencyP50Ms)),
    residentPeakBytes: Math.max(...samples.map((sample) => sample.residentPeakBytes)),
  };
}
