/** Publishes of packages that were not there before, each read back and compared. */
export type PublishScenario = {
  readonly kind: "publish";
  readonly title: string;
  readonly connections: number;
  /** Publishes in a round, and in a round of a quick run. */
  readonly publishes: number;
  readonly quickPublishes: number;
  /** Noise in each archive. */
  readonly noiseBytes: number;
};

export const publishScenarios: readonly PublishScenario[] = [
  {
    kind: "publish",
    title: "publish, 8 at once",
    connections: 8,
    publishes: 120,
    quickPublishes: 48,
    noiseBytes: 2000,
  },
  { kind: "publish", title: "publish, 1 at once", connections: 1, publishes: 40, quickPublishes: 16, noiseBytes: 2000 },
  {
    kind: "publish",
    title: "publish of 150 MB",
    connections: 1,
    publishes: 1,
    quickPublishes: 1,
    noiseBytes: 150_000_000,
  },
];
