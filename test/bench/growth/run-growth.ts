import { join } from "node:path";

import { fillLarder } from "../fill/fill-larder.ts";
import { authoredFields } from "../fill/fixture-versions.ts";
import { prepareFixtures, publishFixtures } from "../fill/publish-fixtures.ts";
import { type PreparedVersion, prepareVersion } from "../../support/publish-document.ts";
import type { BenchRun } from "../run-bench.ts";
import { searchMix, type SearchQuery } from "../search/search-queries.ts";
import { seedRegistry } from "../search/seed-registry.ts";
import { startLarderOnItsEngine } from "../targets/start-targets.ts";
import type { StartedTarget, TargetName } from "../targets/target.ts";
import { type GrowthSize, growthSizes } from "./growth-sizes.ts";
import { measureOperations, type OperationCosts } from "./measure-operations.ts";

type LarderName = "larder-pglite" | "larder-postgres";

/** What each operation cost on one engine at one size. */
export type GrowthPoint = {
  readonly axis: GrowthSize["axis"];
  readonly count: number;
  readonly target: TargetName;
  readonly operations: readonly OperationCosts[];
};

const versionsOfOthers = 10;

/** Measures each operation at each size, on each engine of Larder, one registry at a time. */
export async function runGrowth(run: BenchRun): Promise<GrowthPoint[]> {
  const { options, progress } = run;
  // All that is measured here is asked of registries; what installs grows on its own.
  if (options.only === "install") return [];
  const engines = options.targets.filter((name): name is LarderName => name.startsWith("larder-"));
  const points: GrowthPoint[] = [];
  for (const size of growthSizes(options.quick)) {
    for (const name of engines) {
      const startedAt = performance.now();
      points.push(await measure(run, name, size));
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
      progress(`${name}, ${size.count} ${size.axis}: ${seconds} s`);
    }
  }
  return points;
}

async function measure(run: BenchRun, name: LarderName, size: GrowthSize): Promise<GrowthPoint> {
  const { options } = run;
  await using target = await startFilled(run, name, size);
  await publishFixtures(target, await prepareFixtures(size.probes));
  const rounds: PreparedVersion[][] = [];
  for (let round = 0; round <= options.rounds; round++) rounds.push(await nextVersions(size, round));
  const operations = await measureOperations(target, {
    rounds,
    searches: searchesOf(size),
    readMs: options.readMs,
    size,
  });
  return { axis: size.axis, count: size.count, target: name, operations };
}

function startFilled(
  { options: { profiles }, installed, directory }: BenchRun,
  name: LarderName,
  { axis, count, others, probes }: GrowthSize,
): Promise<StartedTarget> {
  const own = join(directory, `${name}-${axis.replaceAll(" ", "-")}-${count}`);
  return startLarderOnItsEngine({
    name,
    directory: own,
    installed,
    profiles,
    fill: async (at) => {
      const size = { packages: others, versionsEach: versionsOfOthers };
      if (others > 0) await seedRegistry(at, size, () => undefined);
      await fillLarder(at, probes);
    },
  });
}

/** Among few packages some of the mix finds nothing, or names that look alike; the comparison checks what is found. */
function searchesOf({ others }: GrowthSize): readonly SearchQuery[] {
  return others > 0 ? searchMix.map((query) => ({ ...query, totalMin: 0, fits: () => true })) : [probeSearch];
}

const probeSearch: SearchQuery = {
  title: "what grows",
  path: "/-/api/v1/search?size=20&text=growing",
  totalMin: 1,
  fits: ({ name }) => name.startsWith("bench-growing-"),
};

/** The version of each probe that is published in this round. */
function nextVersions({ probes }: GrowthSize, round: number): Promise<PreparedVersion[]> {
  return Promise.all(
    probes.map((probe) => prepareVersion(probe.name, `2.${round}.0`, probe.noiseBytes, authoredFields(probe, round))),
  );
}
