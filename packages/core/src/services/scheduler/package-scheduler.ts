import { type Job, type JobRun, type Scheduler, type Trigger } from "@larder/sdk";

import type { Clock } from "../../events/clock.ts";
import type { ServiceConsumer } from "../service-catalog.ts";
import type { JobClaims } from "./job-claims.ts";
import { JobMissingError, JobsFullError } from "./job-errors.ts";
import { ScheduledJob } from "./scheduled-job.ts";

const jobsMax = 1000;
const nameLengthMax = 200;

/** A job that is there, and how its note in the ledger is taken out. */
export type HeldJob = { readonly job: ScheduledJob; readonly forget: () => void };

/** What the scheduler of one package stands on. */
export type PackageSchedulerOptions = {
  /** The jobs of one life of the package by tenant and name, shared by all its contexts. */
  readonly jobs: Map<string, HeldJob>;
  readonly claims: JobClaims;
  readonly clock: Clock;
  readonly runMs: number;
  /** Whose jobs these are; undefined where the host serves one. */
  readonly tenant?: string;
  readonly consumer: Pick<ServiceConsumer, "packageName" | "permissions" | "begin" | "publish">;
  readonly onFailure: (job: string, failure: unknown) => void;
};

/** Returns the scheduler as one package has it: each job asked of its permissions, and entered into its ledger. */
export function createPackageScheduler(options: PackageSchedulerOptions): Scheduler {
  const { jobs, consumer } = options;
  const { packageName, permissions } = consumer;
  const prefix = prefixOf(options);
  const own = (): readonly HeldJob[] =>
    [...jobs].flatMap(([key, held]) => (key.slice(0, key.indexOf(separator) + 1) === prefix ? [held] : []));

  function get(name: string): HeldJob {
    const held = jobs.get(prefix + name);
    if (held !== undefined) return held;
    throw new JobMissingError(
      packageName,
      name,
      own()
        .map(({ job }) => job.describe().name)
        .toSorted(),
    );
  }

  return {
    async schedule(name, trigger, task) {
      if (typeof name !== "string" || name === "" || name.length > nameLengthMax || name.includes(separator)) {
        throw new TypeError(`The name of a job is a text of 1 to ${nameLengthMax} characters, without U+0000`);
      }
      if (typeof task !== "function") throw new TypeError(`The task of the job \`${name}\` must be a function`);
      permissions.check(`scheduler.${name}`, "write", "schedule");
      addJob(options, name, { trigger, task });
    },
    async remove(name) {
      permissions.check(`scheduler.${name}`, "delete", "remove");
      return removeJob(jobs, prefix + name);
    },
    async pause(name) {
      permissions.check(`scheduler.${name}`, "write", "pause");
      get(name).job.pause();
    },
    async resume(name) {
      permissions.check(`scheduler.${name}`, "write", "resume");
      get(name).job.resume();
    },
    async list(): Promise<readonly Job[]> {
      return own()
        .map(({ job }) => job.describe())
        .filter(({ name }) => permissions.allows(`scheduler.${name}`, "read", "list"))
        .toSorted((left, right) => (left.name < right.name ? -1 : 1));
    },
  };
}

/** Adds a job, in the place of one of its name. Throws for a trigger that means nothing; then nothing is changed. */
function addJob(
  options: PackageSchedulerOptions,
  name: string,
  work: { readonly trigger: Trigger; readonly task: (run: JobRun) => unknown },
): void {
  const { jobs, consumer, claims, clock, runMs, onFailure, tenant } = options;
  const { packageName } = consumer;
  const key = prefixOf(options) + name;
  const task = async (run: JobRun): Promise<void> => {
    const end = consumer.begin();
    try {
      await work.task(run);
    } finally {
      end();
    }
  };
  if (jobs.size >= jobsMax && !jobs.has(key)) throw new JobsFullError(packageName, jobsMax);
  const isHeld = (): boolean => jobs.get(key)?.job === job;
  const job: ScheduledJob = new ScheduledJob({
    trigger: work.trigger,
    task,
    // No name of a package has a space in it: the times of two tenants are claimed apart.
    packageName: tenant === undefined ? packageName : `${packageName} ${tenant}`,
    name,
    claims,
    clock,
    runMs,
    onFailure: (failure) => onFailure(name, failure),
    onOver: () => isHeld() && removeJob(jobs, key),
  });
  removeJob(jobs, key);
  const held: { job: ScheduledJob; forget: () => void } = { job, forget: () => undefined };
  jobs.set(key, held);
  held.forget = consumer.publish(`job ${tenant === undefined ? "" : `${tenant}/`}${name}`, () => {
    jobs.set(key, held);
    job.begin();
    return () => {
      job.stop();
      if (isHeld()) jobs.delete(key);
    };
  });
}

function removeJob(jobs: Map<string, HeldJob>, key: string): boolean {
  const held = jobs.get(key);
  held?.job.stop();
  held?.forget();
  return jobs.delete(key);
}

/** Stands between a tenant and the name of a job; no name has it in it. */
const separator = "\0";

function prefixOf({ tenant }: Pick<PackageSchedulerOptions, "tenant">): string {
  return tenant === undefined ? "" : `${tenant}${separator}`;
}
