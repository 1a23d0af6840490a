import type { Job, JobRun, Trigger } from "@larder/sdk";

import { type Clock, startTimer } from "../../events/clock.ts";
import { withinTime } from "../../events/within-time.ts";
import { readTrigger } from "./job-times.ts";
import type { JobClaims, JobTime } from "./job-claims.ts";

/** What a job stands on. */
export type ScheduledJobOptions = {
  readonly packageName: string;
  readonly name: string;
  readonly trigger: Trigger;
  readonly task: (run: JobRun) => unknown;
  readonly claims: JobClaims;
  readonly clock: Clock;
  /** The longest that a run may take, in milliseconds; it is then left to itself. */
  readonly runMs: number;
  /** Told why a run failed, or did not begin. */
  readonly onFailure: (failure: unknown) => void;
  /** Told when no time is left. */
  readonly onOver: () => void;
};

/** One job: from its beginning it waits for its next time, runs, and waits again, until it is stopped. */
export class ScheduledJob {
  readonly #options: ScheduledJobOptions;
  readonly #nextAfter: (after: number) => number | undefined;
  #due: number | undefined;
  #leaveTimer: () => void = () => undefined;
  #isPaused = false;
  #isStopped = true;
  #isRunning = false;
  #runs = 0;
  #failure: string | undefined;

  /** Throws a TypeError for a trigger that means nothing. */
  constructor(options: ScheduledJobOptions) {
    this.#options = options;
    const now = options.clock();
    this.#nextAfter = readTrigger(options.trigger, now);
    this.#due = this.#nextAfter(now);
    if (this.#due === undefined) throw new TypeError(`The job \`${options.name}\` would never run`);
  }

  /** Lets it run at its times from now on; also after it was stopped. */
  begin(): void {
    if (!this.#isStopped) return;
    this.#isStopped = false;
    if (!this.#isPaused && !this.#isRunning) this.#wait();
  }

  describe(): Job {
    const { name, trigger } = this.#options;
    const isWaiting = !this.#isPaused && this.#due !== undefined;
    return {
      name,
      trigger,
      state: this.#isRunning ? "running" : this.#isPaused ? "paused" : "waiting",
      ...(isWaiting && { next: new Date(this.#due ?? 0).toISOString() }),
      runs: this.#runs,
      ...(this.#failure !== undefined && { failure: this.#failure }),
    };
  }

  pause(): void {
    this.#isPaused = true;
    this.#leaveTimer();
  }

  /** Times that went by while it was paused stay left out, but for the only one of a date. */
  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    if (!("at" in this.#options.trigger)) this.#due = this.#nextAfter(this.#options.clock());
    if (!this.#isRunning && !this.#isStopped) this.#wait();
  }

  /** Lets it run no more until it begins again. A run goes on to its end. */
  stop(): void {
    this.#isStopped = true;
    this.#leaveTimer();
  }

  #wait(): void {
    if (this.#due === undefined) {
      this.#isStopped = true;
      this.#options.onOver();
      return;
    }
    const left = this.#due - this.#options.clock();
    // A clock that was set back is met by looking again.
    const look = (): void =>
      this.#due !== undefined && this.#options.clock() < this.#due ? this.#wait() : this.#begin();
    // Times that are too far for a timer of the machine are reached in steps.
    this.#leaveTimer = startTimer(this.#options.clock, left, look);
  }

  #begin(): void {
    void this.#run().finally(() => {
      if (!this.#isPaused && !this.#isStopped) this.#wait();
    });
  }

  /** Runs for the time that is due. Never throws. */
  async #run(): Promise<void> {
    const { packageName, name, clock } = this.#options;
    const due = this.#due;
    if (due === undefined) return;
    this.#isRunning = true;
    try {
      await this.#runClaimed({ packageName, job: name, due });
    } catch (failure) {
      this.#failure = failure instanceof Error ? failure.message : String(failure);
      this.#options.onFailure(failure);
    } finally {
      this.#isRunning = false;
      const next = this.#nextAfter(due);
      // Of the times that went by meanwhile the newest is run, and at once: many become one.
      this.#due = next === undefined || next >= clock() ? next : this.#newestBefore(next, clock());
    }
  }

  async #runClaimed(time: JobTime): Promise<void> {
    const claim = await this.#options.claims.claim(time);
    if (claim === undefined || this.#isStopped) {
      await claim?.release();
      return;
    }
    try {
      this.#runs += 1;
      const run = { job: time.job, due: new Date(time.due).toISOString() };
      await withinTime(async () => await this.#options.task(run), this.#options.runMs);
      this.#failure = undefined;
    } finally {
      await claim.release();
    }
  }

  /** Returns the newest time from `due` to `now`. Long sleeps of a machine must not be walked in steps of 10 ms. */
  #newestBefore(due: number, now: number): number {
    const { trigger } = this.#options;
    if ("every" in trigger) return Math.floor(now / trigger.every) * trigger.every;
    let newest = due;
    for (let step = 0; step < 1000; step += 1) {
      const next = this.#nextAfter(newest);
      if (next === undefined || next > now) return newest;
      newest = next;
    }
    return newest;
  }
}
