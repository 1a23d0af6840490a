import { type Job, type JobRun, type Scheduler, type Trigger } from "@larder/sdk";

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
  /** The jobs of one life of the package by name, shared by all its contexts. */
  readonly jobs: Map<string, HeldJob>;
  readonly claims: JobClaims;
  readonly clock: () => number;
  readonly runMs: number;
  readonly consumer: Pick<ServiceConsumer, "packageName" | "permissions" | "begin" | "publish">;
  readonly onFailure: (job: string, failure: unknown) => void;
};

/** Returns the scheduler as one package has it: each job asked of its permissions, and entered into its ledger. */
export function createPackageScheduler(options: PackageSchedulerOptions): Scheduler {
  const { jobs, consumer } = options;
  const { packageName, permissions } = consumer;

  function get(name: string): HeldJob {
    const held = jobs.get(name);
    if (held === undefined) throw new JobMissingError(packageName, name, [...jobs.keys()].toSorted());
    return held;
  }

  return {
    async schedule(name, trigger, task) {
      if (typeof name !== "string" || name === "" || name.length > nameLengthMax) {
        throw new TypeError(`The name of a job is a text of 1 to ${nameLengthMax} characters`);
      }
      if (typeof task !== "function") throw new TypeError(`The task of the job \`${name}\` must be a function`);
      permissions.check(`scheduler.${name}`, "write", "schedule");
      addJob(options, name, { trigger, task });
    },
    async remove(name) {
      permissions.check(`scheduler.${name}`, "delete", "remove");
      return removeJob(jobs, name);
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
      return [...jobs.values()]
        .map(({ job }) => job.describe())
        .filter(({ name }) => permissions.allows(`scheduler.${name}`, "read", "list"))
        .toSorted((left, right) => (left.name < right.name ? -1 : 1));
    },
  };
}

/** Adds a job, in the place of one of its name. Throws for a trigger that means nothing; then nothing is changed. */
function addJob(
  { jobs, consumer, claims, clock, runMs, onFailure }: PackageSchedulerOptions,
  name: string,
  work: { readonly trigger: Trigger; readonly task: (run: JobRun) => unknown },
): void {
  const { packageName } = consumer;
  const task = async (run: JobRun): Promise<void> => {
    const end = consumer.begin();
    try {
      await work.task(run);
    } finally {
      end();
    }
  };
  if (jobs.size >= jobsMax && !jobs.has(name)) throw new JobsFullError(packageName, jobsMax);
  const isHeld = (): boolean => jobs.get(name)?.job === job;
  const job: ScheduledJob = new ScheduledJob({
    trigger: work.trigger,
    task,
    packageName,
    name,
    claims,
    clock,
    runMs,
    onFailure: (failure) => onFailure(name, failure),
    onOver: () => isHeld() && removeJob(jobs, name),
  });
  removeJob(jobs, name);
  const held: { job: ScheduledJob; forget: () => void } = { job, forget: () => undefined };
  jobs.set(name, held);
  held.forget = consumer.publish(`job ${name}`, () => {
    jobs.set(name, held);
    job.begin();
    return () => {
      job.stop();
      if (isHeld()) jobs.delete(name);
    };
  });
}

function removeJob(jobs: Map<string, HeldJob>, name: string): boolean {
  const held = jobs.get(name);
  held?.job.stop();
  held?.forget();
  return jobs.delete(name);
}
