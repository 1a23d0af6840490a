import { publishFixtures, prepareFixtures } from "./scenarios/publish-fixtures.ts";
import type { Fixture } from "./scenarios/fixtures.ts";
import { type PublishScenario, publishScenarios } from "./scenarios/publish-scenarios.ts";
import { type ReadScenario, readScenarios } from "./scenarios/read-scenarios.ts";
import { runPublish } from "./scenarios/run-publish.ts";
import { type PreparedRead, prepareRead, runRead } from "./scenarios/run-read.ts";
import { type ProcessUsage, readProcessUsage } from "./measure/process-usage.ts";
import type { Sample } from "./measure/sample.ts";
import type { BenchOptions } from "./options.ts";
import { startBare } from "./targets/bare.ts";
import type { RecordedAnswer } from "./targets/bare-server.ts";
import { startRegistry } from "./targets/start-targets.ts";
import type { StartedTarget, Target, TargetName } from "./targets/target.ts";

type Scenario = ReadScenario | PublishScenario;

/** All samples of one scenario on one target, a round each. */
export type Series = {
  readonly scenario: string;
  readonly target: Target;
  /** Of one answer over the wire; `undefined` for a publish. */
  readonly answerBytes: number | undefined;
  readonly samples: Sample[];
};

/** What a target took as a process, before and after all rounds. */
export type Footprint = {
  readonly target: TargetName;
  /** From the start of the process until it answered. */
  readonly readyMs: number;
  readonly idle: ProcessUsage;
  readonly end: ProcessUsage;
};

export type BenchResult = { readonly series: readonly Series[]; readonly footprints: readonly Footprint[] };

/** What a run of the bench needs and tells. */
export type BenchRun = {
  readonly options: BenchOptions;
  /** For all files of the registries, on a real disk. */
  readonly directory: string;
  readonly progress: (line: string) => void;
};

/**
 * Starts the targets, fills them, and measures every scenario on each of them, round by round: a machine that slows
 * down slows all of them down. The first round warms up and does not count.
 */
export async function runBench({ options, directory, progress }: BenchRun): Promise<BenchResult> {
  await using stack = new AsyncDisposableStack();
  const scenarios: Scenario[] = [...readScenarios, ...publishScenarios].filter(({ title }) =>
    title.includes(options.only),
  );
  if (scenarios.length === 0) return { series: [], footprints: [] };
  const reads = scenarios.filter((scenario) => scenario.kind === "read");
  const fixtures = [...new Map(reads.map(({ fixture }) => [fixture.name, fixture])).values()];

  const registries = await startAndFill(stack, fixtures, { options, directory, progress });
  const plan = await prepareAll(registries.targets, reads, registries.published);
  if (options.targets.includes("bare")) {
    const bare = stack.use(await startBare(recordedAnswers(plan)));
    plan.push(...(await prepareAll([bare], reads, registries.published)));
  }
  const publishing = scenarios.filter((scenario) => scenario.kind === "publish");
  const unordered: Step[] = [...plan, ...publishing.flatMap((scenario) => publishSteps(scenario, registries.targets))];
  const steps = scenarios.flatMap((scenario) => unordered.filter((step) => step.scenario === scenario));

  const series = new Map<Step, Series>(
    steps.map((step) => [step, { ...step, scenario: step.scenario.title, answerBytes: bytesOf(step), samples: [] }]),
  );
  for (let round = 0; round <= options.rounds; round++) {
    progress(round === 0 ? "warming up" : `round ${round} of ${options.rounds}`);
    for (const step of interleaved(steps, round)) {
      const sample = await runStep(step, round, options);
      if (round > 0) series.get(step)?.samples.push(sample);
    }
  }
  const targets = [...new Set(steps.map(({ target }) => target))];
  return { series: [...series.values()], footprints: await Promise.all(targets.map(footprintOf)) };
}

type ReadStep = { readonly scenario: ReadScenario; readonly target: Target; readonly prepared: PreparedRead };
type PublishStep = { readonly scenario: PublishScenario; readonly target: Target; readonly prepared: undefined };
type Step = ReadStep | PublishStep;

type Filled = { readonly targets: readonly StartedTarget[]; readonly published: ReadonlyMap<string, string> };

async function startAndFill(
  stack: AsyncDisposableStack,
  fixtures: readonly Fixture[],
  { options, directory, progress }: BenchRun,
): Promise<Filled> {
  const versions = await prepareFixtures(fixtures);
  const targets: StartedTarget[] = [];
  for (const name of options.targets) {
    if (name === "bare") continue;
    const { larder: built, profiles } = options;
    const target = stack.use(await startRegistry(name, { directory, built, profiles }));
    progress(`${name}: ready in ${target.readyMs.toFixed(0)} ms`);
    targets.push(target);
  }

  const startedAt = performance.now();
  await Promise.all(targets.map((target) => publishFixtures(target, versions)));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  progress(`filled each with ${versions.length} versions in ${seconds} s`);
  const published = new Map(versions.map(({ name, version, integrity }) => [`${name}@${version}`, integrity]));
  return { targets, published };
}

async function prepareAll(
  targets: readonly Target[],
  scenarios: readonly ReadScenario[],
  published: ReadonlyMap<string, string>,
): Promise<ReadStep[]> {
  const steps: ReadStep[] = [];
  for (const scenario of scenarios) {
    for (const target of targets) {
      steps.push({ scenario, target, prepared: await prepareRead(target, scenario, published) });
    }
  }
  return steps;
}

function publishSteps(scenario: PublishScenario, targets: readonly Target[]): PublishStep[] {
  return targets.map((target) => ({ scenario, target, prepared: undefined }));
}

/** What the first registry answered, for the bare server to give the same bytes. */
function recordedAnswers(steps: readonly ReadStep[]): RecordedAnswer[] {
  const first = steps[0]?.target;
  return steps
    .filter(({ target }) => target === first)
    .map(({ scenario, prepared: { request, answer } }) => ({
      path: request.path,
      acceptEncoding: scenario.acceptEncoding,
      headers: withoutHopHeaders(answer.headers),
      body: Buffer.concat(answer.chunks),
    }));
}

/** The headers without those that every Node server makes itself. */
function withoutHopHeaders(headers: PreparedRead["answer"]["headers"]): RecordedAnswer["headers"] {
  const {
    connection: _connection,
    "keep-alive": _keepAlive,
    date: _date,
    "transfer-encoding": _transfer,
    ...own
  } = headers;
  return own;
}

/** All steps, scenario by scenario; within each, every round begins with another target. */
function interleaved(steps: readonly Step[], round: number): Step[] {
  const byScenario = Map.groupBy(steps, ({ scenario }) => scenario);
  return [...byScenario.values()].flatMap((group) => {
    const first = round % group.length;
    return [...group.slice(first), ...group.slice(0, first)];
  });
}

function runStep({ scenario, target, prepared }: Step, round: number, options: BenchOptions): Promise<Sample> {
  if (prepared !== undefined) return runRead(target, scenario, { ...prepared, durationMs: options.readMs });
  const publishes = options.quick ? scenario.quickPublishes : scenario.publishes;
  return runPublish(target, scenario, { publishes, prefix: `bench-${scenario.connections}-at-once-${round}` });
}

function bytesOf({ prepared }: Step): number | undefined {
  return prepared?.expected.bytes;
}

async function footprintOf({ name, pid, readyMs, idle }: Target): Promise<Footprint> {
  return { target: name, readyMs, idle, end: await readProcessUsage(pid) };
}
