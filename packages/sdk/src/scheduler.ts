import { service } from "./token.ts";
import type { ServiceToken } from "./token.ts";

/** When a job runs. */
export type Trigger =
  /** Every so many milliseconds, at least 10, at the times that these divide, so that all hosts agree on them. */
  | { readonly every: number }
  /** Once, at an ISO time or a `Date`. A time that is over by less than a minute is now. */
  | { readonly at: string | Date }
  /** A cron pattern of five fields, or six with seconds first. `timezone` is an IANA name; UTC when left out. */
  | { readonly cron: string; readonly timezone?: string };

/** What a job is told of its run. */
export type JobRun = {
  readonly job: string;
  /** The time it was due, ISO 8601. */
  readonly due: string;
};

/** A job and how it is doing. */
export type Job = {
  readonly name: string;
  readonly trigger: Trigger;
  readonly state: "waiting" | "running" | "paused";
  /** When it runs next, ISO 8601; undefined while it is paused. */
  readonly next?: string;
  /** How often it ran here. */
  readonly runs: number;
  /** Why its last run failed; undefined when that went well. */
  readonly failure?: string;
};

/**
 * Runs jobs at their times. Each is asked of the permissions as `scheduler.<job>`, and is gone when its
 * package is unloaded.
 *
 * A job never runs twice at once. Times that it misses while it runs become one run as soon as it ends. Among
 * hosts that share a Postgres, one of them runs each time of a job.
 */
export type Scheduler = {
  /** Adds the job `name`, in the place of one of that name. A task that fails is logged, and runs again at its next time. */
  schedule(name: string, trigger: Trigger, task: (run: JobRun) => unknown): Promise<void>;
  /** Removes a job and returns whether there was one. A run of it goes on to its end. */
  remove(name: string): Promise<boolean>;
  /** Leaves out the times of a job until it is resumed. Throws when there is none. */
  pause(name: string): Promise<void>;
  /** Throws when there is no such job. */
  resume(name: string): Promise<void>;
  /** The package's jobs that it may read, by name. */
  list(): Promise<readonly Job[]>;
};

/** The host's scheduler. Needs `allow("scheduler.*")`, or rules for single jobs. */
export const Scheduler: ServiceToken<Scheduler, "scheduler"> = service<Scheduler, "scheduler">("scheduler");
