import { join } from "node:path";

import { startPostgresServer } from "../../setup/postgres-server.ts";
import type { BenchRun, Series } from "../run-bench.ts";
import { startLarder } from "../targets/larder.ts";
import type { StartedTarget } from "../targets/target.ts";
import { prepareSearches, type PreparedSearch, runSearches } from "./run-search.ts";
import { type SearchQuery, searchMix } from "./search-queries.ts";
import type { SeedSize } from "./seed-packages.ts";
import { seedRegistry } from "./seed-registry.ts";

type LarderName = "larder-pglite" | "larder-postgres";

/** Ten times the packages show how searches grow. */
const sizes: readonly SeedSize[] = [
  { packages: 10_000, versionsEach: 10 },
  { packages: 100_000, versionsEach: 10 },
];
const quickSizes: readonly SeedSize[] = [{ packages: 3000, versionsEach: 3 }];

/** Measures searches of registries that were filled in the database, one size and one engine at a time. */
export async function runSearchBench(run: BenchRun): Promise<Series[]> {
  const { options } = run;
  const engines = options.targets.filter((name): name is LarderName => name.startsWith("larder-"));
  const series: Series[] = [];
  for (const size of options.quick ? quickSizes : sizes) {
    const titles = { mix: `search, ${size.packages} packages`, exact: `search, exact name, ${size.packages} packages` };
    if (!Object.values(titles).some((title) => title.includes(options.only))) continue;
    for (const name of engines) series.push(...(await measure(run, name, size, titles)));
  }
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

async function startSeeded(
  stack: AsyncDisposableStack,
  { options, directory, progress }: BenchRun,
  name: LarderName,
  size: SeedSize,
): Promise<StartedTarget> {
  const own = join(directory, `${name}-${size.packages}`);
  const postgres =
    name === "larder-pglite" ? undefined : await startPostgresServer({ durable: true, parent: directory });
  if (postgres !== undefined) stack.defer(() => postgres.stop());
  const { larder: built, profiles } = options;
  const fill: NonNullable<Parameters<typeof startLarder>[0]["fill"]> = (at) => seedRegistry(at, size, progress);
  return stack.use(await startLarder({ name, directory: own, postgres, built, profiles, fill }));
}
