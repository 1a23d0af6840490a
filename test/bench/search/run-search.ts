import type { Dispatcher } from "undici";

import { exchange, type ExchangeRequest } from "../measure/exchange.ts";
import type { Load } from "../measure/drive.ts";
import { openPool } from "../measure/open-pool.ts";
import { type Sample, takeSample } from "../measure/sample.ts";
import type { Target } from "../targets/target.ts";
import type { SearchedPackage, SearchQuery } from "./search-queries.ts";

/** How many searches run at the same time. */
const searchConnections = 4;

/** A search, and the names that it found when it was checked. */
export type PreparedSearch = { readonly query: SearchQuery; readonly names: readonly string[] };

type Results = { readonly hits: readonly SearchedPackage[]; readonly total: number };

/** Sends each search once and holds its answer against what it must be. Throws on the first that is wrong. */
export async function prepareSearches(target: Target, queries: readonly SearchQuery[]): Promise<PreparedSearch[]> {
  await using pool = openPool(target.url, 1);
  const prepared: PreparedSearch[] = [];
  for (const query of queries) {
    const { hits, total } = await readResults(pool.dispatcher, query);
    const wrong = hits.find((hit) => !query.fits(hit));
    if (wrong !== undefined) throw new Error(`${target.name} answers \`${query.title}\` with \`${wrong.name}\``);
    if (total < query.totalMin) throw new Error(`${target.name} finds ${total} for \`${query.title}\``);
    prepared.push({ query, names: hits.map(({ name }) => name) });
  }
  return prepared;
}

/** Sends the searches in turn for `durationMs`; one answer in eight is read and compared with what was found before. */
export async function runSearches(
  target: Target,
  searches: readonly PreparedSearch[],
  durationMs: number,
): Promise<Sample> {
  await using pool = openPool(target.url, searchConnections);
  // Awaited here, or the pool would be gone before the first answer.
  return await takeSample(target, () => drive(pool.dispatcher, searches, durationMs));
}

const comparedEvery = 8;

async function drive(dispatcher: Dispatcher, searches: readonly PreparedSearch[], durationMs: number): Promise<Load> {
  const latenciesMs: number[] = [];
  const startedAt = performance.now();
  let sent = 0;
  const work = async (): Promise<void> => {
    // Each goes through the whole mix, however fast the machine is.
    while (performance.now() - startedAt < durationMs || sent < searches.length) {
      const turn = sent++;
      const search = searches[turn % searches.length];
      if (search === undefined) throw new Error("There is nothing to search for");
      const sentAt = performance.now();
      const answer = await exchange(dispatcher, requestOf(search.query), { keepBody: turn % comparedEvery === 0 });
      latenciesMs.push(performance.now() - sentAt);
      if (answer.status !== 200) throw new Error(`\`${search.query.title}\` was answered with ${answer.status}`);
      if (answer.chunks.length > 0) assertSame(search, Buffer.concat(answer.chunks));
    }
  };
  await Promise.all(Array.from({ length: searchConnections }, work));
  return { requests: latenciesMs.length, seconds: (performance.now() - startedAt) / 1000, latenciesMs };
}

function assertSame({ query, names }: PreparedSearch, body: Buffer): void {
  const found = (JSON.parse(body.toString()) as Results).hits.map(({ name }) => name);
  if (found.join() !== names.join()) throw new Error(`\`${query.title}\` found something else under load`);
}

async function readResults(dispatcher: Dispatcher, query: SearchQuery): Promise<Results> {
  const { status, chunks } = await exchange(dispatcher, requestOf(query), { keepBody: true });
  const text = Buffer.concat(chunks).toString();
  if (status !== 200) throw new Error(`\`${query.title}\` was answered with ${status}: ${text.slice(0, 300)}`);
  return JSON.parse(text) as Results;
}

function requestOf({ path }: SearchQuery): ExchangeRequest {
  return { method: "GET", path, headers: { accept: "application/json" } };
}
