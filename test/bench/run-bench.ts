import type { Fixture } from "./fill/fixtures.ts";
import { integritiesOf, prepareFixtures, publishFixtures, type PublishedIntegrities } from "./fill/publish-fixtures.ts";
import { readProcessUsage, type ProcessUsage } from "./measure/process-usage.ts";
import type { Sample } from "./measure/sample.ts";
import type { BenchOptions } from "./options.ts";
import { type PublishScenario, publishScenarios } from "./scenarios/publish-scenarios.ts";
import { type ReadScenario, readScenarios } from "./scenarios/read-scenarios.ts";
import { preparePublishes, runPublish } from "./scenarios/run-publish.ts";
import { answerBytesOf, type PreparedReads, prepareReads, runReads } from "./scenarios/run-read.ts";
import { startBare } from "./targets/bare.ts";
import type { RecordedAnswer } from "./targets/bare-server.ts";
import { startRegistry } from "./targets/start-targets.ts";
import type { Start, StartedTarget, Target, TargetName } from "./targets/target.ts";

/** All samples of one scenario on one target, a round each. */
export type Series = {
  readonly scenario: string;
  readonly target: Target;
  /** Of one answer over the wire, on the average of a mix; `undefined` for a publish. */
  readonly answerBytes: number | undefined;
  readonly samples: Sample[];
};

/** What a target took as a process, before and after all rounds. */
export type Footprint = {
  readonly target: TargetName | "larder-ephemeral";
  readonly firstStart: Start | undefined;
  readonly start: Start;
  readonly end: ProcessUsage;
};

export type BenchResult = { readonly series: readonly Series[]; readonly footprints: readonly Footprint[] };

/** What a run of the bench needs and tells. */
export type BenchRun = {
  readonly options: BenchOptions;
  /** The `main.js` of an installed Larder; `undefined` runs the source. */
  readonly installed: string | undefined;
  /** For all files of the registries, on a real disk. */
  readonly directory: string;
  /** What was fetched from elsewhere is kept here for later runs. */
  readonly recordings: string;
  readonly progress: (line: string) => void;
};

/** Of how many packuments the mix is. */
const mixed = { full: 2000, quick: 200 };

/**
 * Starts the targets, fills them, and measures every scenario on each of them, round by round: a machine that slows
 * down slows all of them down. The first round warms up and does not count.
 */
export async function runBench(run: BenchRun): Promise<BenchResult> {
  const { options, progress } = run;
  await using stack = new AsyncDisposableStack();
  const asked = ({ title }: { readonly title: string }): boolean => title.includes(options.only);
  const reads = readScenarios(options.quick ? mixed.quick : mixed.full).filter(asked);
  const publishes = publishScenarios.filter(asked);
  if (reads.length + publishes.length === 0) return { series: [], footprints: [] };

  const { targets, published } = await startAndFill(stack, fixturesOf(reads), run);
  const readPlan = await prepareAll(targets, reads, published);
  if (options.targets.includes("bare")) {
    const bare = stack.use(await startBare(recordedAnswers(readPlan)));
    for (const { scenario, steps } of readPlan) steps.push(await prepareStep(bare, scenario, published));
  }
  const plan: Plan[] = [...readPlan, ...publishes.map((scenario) => publishPlan(scenario, targets))];

  for (let round = 0; round <= options.rounds; round++) {
    progress(round === 0 ? "warming up" : `round ${round} of ${options.rounds}`);
    for (const planned of plan) await runRound(planned, round, options);
  }
  const measured = new Set(plan.flatMap(({ steps }) => steps.map(({ series }) => series.target)));
  const series = plan.flatMap(({ steps }) => steps.map((step) => step.series));
  return { series, footprints: await Promise.all([...measured].map(footprintOf)) };
}

type ReadStep = { readonly series: Series; readonly prepared: PreparedReads };
type PublishStep = { readonly series: Series };
type ReadPlan = { readonly kind: "read"; readonly scenario: ReadScenario; readonly steps: ReadStep[] };
type PublishPlan = { readonly kind: "publish"; readonly scenario: PublishScenario; readonly steps: PublishStep[] };
type Plan = ReadPlan | PublishPlan;

type Filled = { readonly targets: readonly StartedTarget[]; readonly published: PublishedIntegrities };

/** What the scenarios read, each once. */
function fixturesOf(reads: readonly ReadScenario[]): Fixture[] {
  const all = reads.flatMap(({ fixtures }) => fixtures);
  return [...new Map(all.map((fixture) => [fixture.name, fixture])).values()];
}

async function startAndFill(
  stack: AsyncDisposableStack,
  fixtures: readonly Fixture[],
  { options, installed, directory, progress }: BenchRun,
): Promise<Filled> {
  const targets: StartedTarget[] = [];
  for (const name of options.targets) {
    if (name === "bare") continue;
    const { profiles } = options;
    const target = stack.use(await startRegistry(name, { directory, installed, profiles, fixtures }));
    progress(`${name}: ready in ${target.start.readyMs.toFixed(0)} ms`);
    targets.push(target);
  }

  const startedAt = performance.now();
  const last = await prepareFixtures(fixtures);
  await Promise.all(targets.map((target) => publishFixtures(target, last)));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  progress(`published the last versions of ${last.length} packages to each in ${seconds} s`);
  return { targets, published: integritiesOf(fixtures, last) };
}

async function prepareAll(
  targets: readonly Target[],
  scenarios: readonly ReadScenario[],
  published: PublishedIntegrities,
): Promise<ReadPlan[]> {
  const plan: ReadPlan[] = [];
  for (const scenario of scenarios) {
    const steps: ReadStep[] = [];
    for (const target of targets) steps.push(await prepareStep(target, scenario, published));
    plan.push({ kind: "read", scenario, steps });
  }
  return plan;
}

async function prepareStep(target: Target, scenario: ReadScenario, published: PublishedIntegrities): Promise<ReadStep> {
  const prepared = await prepareReads(target, scenario, published);
  const answerBytes = answerBytesOf(prepared);
  return { series: { scenario: scenario.title, target, answerBytes, samples: [] }, prepared };
}

function publishPlan(scenario: PublishScenario, targets: readonly Target[]): PublishPlan {
  const { title } = scenario;
  return {
    kind: "publish",
    scenario,
    steps: targets.map((target) => ({
      series: { scenario: title, target, answerBytes: undefined, samples: [] },
    })),
  };
}

/** What the first registry answered, for the bare server to give the same bytes. */
function recordedAnswers(plan: readonly ReadPlan[]): RecordedAnswer[] {
  return plan.flatMap(({ scenario: { acceptEncoding }, steps: [first] }) =>
    (first?.prepared.answers ?? []).map(({ path, answer }) => ({
      path,
      acceptEncoding,
      headers: withoutHopHeaders(answer.headers),
      body: Buffer.concat(answer.chunks),
    })),
  );
}

/** The headers without those that every Node server makes itself. */
function withoutHopHeaders(headers: PreparedReads["answers"][number]["answer"]["headers"]): RecordedAnswer["headers"] {
  const {
    connection: _connection,
    "keep-alive": _keepAlive,
    date: _date,
    "transfer-encoding": _transfer,
    ...own
  } = headers;
  return own;
}

/** Measures one scenario on each target; every round begins with another one. */
async function runRound(plan: Plan, round: number, options: BenchOptions): Promise<void> {
  const keep = ({ samples }: Series, sample: Sample): void => {
    if (round > 0) samples.push(sample);
  };
  if (plan.kind === "read") {
    const { scenario, steps } = plan;
    for (const { series, prepared } of rotated(steps, round)) {
      keep(series, await runReads(series.target, scenario, { order: prepared.order, durationMs: options.readMs }));
    }
    return;
  }
  const { scenario, steps } = plan;
  const prefix = `bench-${publishScenarios.indexOf(scenario)}-${round}`;
  const publishes = options.quick ? scenario.quickPublishes : scenario.publishes;
  const versions = await preparePublishes(scenario, { publishes, prefix });
  for (const { series } of rotated(steps, round)) {
    keep(series, await runPublish(series.target, scenario, versions));
  }
}

function rotated<Step>(steps: readonly Step[], round: number): Step[] {
  const first = round % steps.length;
  return [...steps.slice(first), ...steps.slice(0, first)];
}

async function footprintOf({ name, pid, firstStart, start }: Target): Promise<Footprint> {
  return { target: name, firstStart, start, end: await readProcessUsage(pid) };
}
