import type { Progress } from "../output/progress.ts";
import { formatDuration } from "../output/style.ts";

/** One step of the tour, as it is told afterwards. */
export type Told = { readonly says: string; readonly details?: readonly string[] };

/** Runs steps, tells what each did and how long it took. */
export type StepLog = {
  /** Runs `work`; `starts` says what it is about, `tell` what it came to. */
  readonly step: <Result>(
    starts: string,
    work: () => Promise<Result>,
    tell: (result: Result) => Told,
  ) => Promise<Result>;
};

/** Returns a log of steps that tells them on stderr. */
export function createStepLog(progress: Progress, clock: () => number = () => performance.now()): StepLog {
  return {
    async step(starts, work, tell) {
      const started = clock();
      progress.status(starts);
      const result = await work();
      const { says, details = [] } = tell(result);
      progress.note(`✓ ${says} (${formatDuration(clock() - started)})`);
      for (const detail of details) progress.note(`    ${detail}`);
      return result;
    },
  };
}
