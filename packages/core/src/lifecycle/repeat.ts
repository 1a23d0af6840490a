import { type Clock, startTimer, timerMsMax } from "../events/clock.ts";
import { readTrigger } from "../services/scheduler/job-times.ts";
import { counted } from "./package-ground.ts";
import type { PluginGround } from "./plugin-context.ts";

/** What is done again and again. */
export type Repetition = {
  /** Milliseconds between the end of a run and the next one, or a cron pattern in UTC. */
  readonly interval: number | string;
  readonly task: () => void | Promise<void>;
  readonly name?: string | undefined;
  /** Does the first run come at once? */
  readonly atStart?: boolean | undefined;
};

/**
 * Does what `repetition` says until the package is unloaded; a run never begins before the one before has ended.
 * Throws a TypeError for an interval that means nothing.
 */
export function repeat(ground: PluginGround, repetition: Repetition): void {
  ground.assertUsable();
  const { clock } = ground.runtime;
  const waitAfter = readInterval(repetition.interval);
  ground.own.registrations.add("timers");
  const { owner } = ground;
  const label = labelOf(repetition);
  const log = ground.runtime.log.logOf({ package: ground.pkg.name, owner });

  async function run(): Promise<void> {
    try {
      await counted(ground.calls, repetition.task);
    } catch (failure) {
      log.error(`${sentenceOf(repetition)} failed`, { failure });
    }
  }

  ground.ledger.publish({ owner, label }, () => runInTurns(clock, waitAfter, run, repetition.atStart === true));
}

function runInTurns(
  clock: Clock,
  waitAfter: (now: number) => number | undefined,
  run: () => Promise<void>,
  atStart: boolean,
): () => void {
  let isOver = false;
  let leave: (() => void) | undefined;

  function wait(): void {
    const ms = waitAfter(clock());
    if (isOver || ms === undefined) return;
    leave = startTimer(clock, ms, begin);
  }

  function begin(): void {
    void run().finally(wait);
  }

  if (atStart) leave = startTimer(clock, 0, begin);
  else wait();
  return () => {
    isOver = true;
    leave?.();
  };
}

/** Returns a function that says how long to wait from a time on; `undefined` for never again. */
function readInterval(interval: number | string): (now: number) => number | undefined {
  if (typeof interval === "string") {
    const next = readTrigger({ cron: interval }, 0);
    return (now) => {
      const due = next(now);
      return due === undefined ? undefined : due - now;
    };
  }
  if (!(interval >= 1 && interval <= timerMsMax)) {
    throw new TypeError(`A timer runs every 1 to ${timerMsMax} milliseconds, not every ${interval}`);
  }
  return () => interval;
}

function labelOf({ name, interval }: Repetition): string {
  if (name !== undefined) return `job ${name}`;
  return typeof interval === "string" ? `timer ${interval}` : `timer ${interval} ms`;
}

function sentenceOf({ name, interval }: Repetition): string {
  if (name !== undefined) return `The job \`${name}\``;
  return typeof interval === "string" ? `A timer of \`${interval}\`` : `A timer of ${interval} ms`;
}
