import type { Fixture } from "../fill/fixtures.ts";

/** How large a registry is while it is measured. */
export type GrowthSize = {
  readonly axis: "packages" | "versions of a package";
  /** The number of what grows. */
  readonly count: number;
  /** Packages beside those that are written and read. */
  readonly others: number;
  /** What is written and read, several so that each first read is of another one. */
  readonly probes: readonly Fixture[];
};

const versionsOfProbes = 10;

/** Returns the sizes that are measured, each ten times the one before it on its axis. */
export function growthSizes(isQuick: boolean): GrowthSize[] {
  const packages = isQuick ? [300, 3000] : [1000, 10_000];
  const versions = isQuick ? [10, 100] : [100, 1000, 10_000];
  return [
    ...packages.map((count) => ({
      axis: "packages" as const,
      count,
      others: count,
      probes: probes(versionsOfProbes),
    })),
    ...versions.map((count) => ({
      axis: "versions of a package" as const,
      count,
      others: 0,
      probes: probes(count),
    })),
  ];
}

function probes(versions: number): Fixture[] {
  return Array.from({ length: 8 }, (_, index) => ({
    name: `bench-growing-${index}`,
    versions,
    dependencies: 6,
    noiseBytes: 500,
  }));
}
