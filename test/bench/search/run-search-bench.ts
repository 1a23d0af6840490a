import { join } from "node:path";

import type { SqlLocation } from "@larder/sql";

import type { BenchRun, Series } from "../run-bench.ts";
import { startLarderOnItsEngine } from "../targets/start-targets.ts";
import type { StartedTarget } from "../targets/target.ts";
import { prepareSearches, type PreparedSearch, runSearches } from "./run-search.ts";
import { type SearchQuery, searchMix } from "./search-queries.ts";
import type { SeedSize } from "./seed-packages.ts";
import { seedRegistry } from "./seed-registry.ts";

type LarderName = "larder-pglite" | "larder-postgres";

const fullSize: SeedSize = { packages: 100_000, versionsEach: 10 };
const quickSize: SeedSize = { packages: 3000, versionsEach: 3 };

/** Measures searches of registries that were filled in the database, one engine at a time. */
export async function runSearchBench(run: BenchRun): Promise<Series[]> {
  const { options } = run;
  const engines = options.targets.filter((name): name is LarderName => name.startsWith("larder-"));
  const size = options.quick ? quickSize : fullSize;
  const titles = { mix: `search, ${size.packages} packages`, exact: `search, exact name, ${size.packages} packages` };
  if (!Object.values(titles).some((title) => title.includes(options.only))) return [];
  const series: Series[] = [];
  for (const name of engines) series.push(...(await measure(run, name, size, titles)));
  return series;
}

async function measure(
  run: BenchRun,
  name: LarderName,
  size: SeedSize,
  titles: { readonly mix: string; readonly exact: string },
): Promise<Series[]> {
  const { options, progress } = run;
  await using stack = new AsyncDisposableStack();
  const target = await startSeeded(stack, run, name, size);
  const mix = await prepareSearches(target, searchMix);
  const exact = await prepareSearches(target, mix.flatMap(exactSearch));
  const scenarios = [
    { title: titles.mix, searches: mix },
    { title: titles.exact, searches: exact },
  ].filter(({ title }) => title.includes(options.only));

  const series: Series[] = scenarios.map(({ title }) => ({
    scenario: title,
    target,
    answerBytes: undefined,
    samples: [],
  }));
  for (let round = 0; round <= options.rounds; round++) {
    for (const [index, { title, searches }] of scenarios.entries()) {
      const sample = await runSearches(target, searches, options.readMs * 4);
      if (round > 0) series[index]?.samples.push(sample);
      else progress(`${name}: warmed up for ${title}`);
    }
  }
  return series;
}

/** The name that a search found first, searched for as a whole. */
function exactSearch({ names }: PreparedSearch): SearchQuery[] {
  const [name] = names;
  if (name === undefined) return [];
  const path = `/-/api/v1/search?size=20&text=${encodeURIComponent(name)}`;
  return [{ title: `exact: ${name}`, path, totalMin: 1, fits: () => true }];
}

/** Starts Larder with so many packages; `stack` owns it. */
async function startSeeded(
  stack: AsyncDisposableStack,
  { options: { profiles }, installed, directory, progress }: BenchRun,
  name: LarderName,
  size: SeedSize,
): Promise<StartedTarget> {
  const own = join(directory, `${name}-${size.packages}`);
  const fill = (at: SqlLocation): Promise<void> => seedRegistry(at, size, progress);
  return stack.use(await startLarderOnItsEngine({ name, directory: own, installed, profiles, fill }));
}
