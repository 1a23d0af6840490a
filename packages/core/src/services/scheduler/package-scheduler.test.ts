// SPEC.md §3, services. Rule ids in titles refer to it.
import { setTimeout as delay } from "node:timers/promises";

import { allow, deny, type JobRun, type Permission, type Scheduler } from "@larder/sdk";
import { expect, onTestFinished, test } from "vitest";

import { createPermissions } from "../../permissions/permissions.ts";
import { type JobClaims, unsharedJobClaims } from "./job-claims.ts";
import { createPackageScheduler, type HeldJob } from "./package-scheduler.ts";

type World = {
  readonly scheduler: Scheduler;
  readonly failures: string[];
  /** The notes in the ledger. */
  readonly notes: Map<string, () => void | Promise<void>>;
};

function aWorld(
  rules: readonly Permission[] = [allow("scheduler.*")],
  over: { readonly claims?: JobClaims; readonly clock?: () => number; readonly runMs?: number } = {},
): World {
  const failures: string[] = [];
  const notes = new Map<string, () => void | Promise<void>>();
  const jobs = new Map<string, HeldJob>();
  const scheduler = createPackageScheduler({
    jobs,
    claims: unsharedJobClaims(),
    clock: Date.now,
    runMs: 1000,
    ...over,
    consumer: {
      packageName: "@home/jobs",
      permissions: createPermissions("@home/jobs", rules),
      begin: () => () => undefined,
      publish(label, begin) {
        notes.set(label, begin());
        return () => notes.delete(label);
      },
    },
    onFailure: (job, failure) => failures.push(`${job}: ${String(failure)}`),
  });
  onTestFinished(() => {
    for (const { job } of jobs.values()) job.stop();
  });
  return { scheduler, failures, notes };
}

test("[S13] [X44] a job runs at its times, and is told when it was due", async () => {
  const { scheduler } = aWorld();
  const runs: JobRun[] = [];

  await scheduler.schedule("tick", { every: 20 }, (run) => void runs.push(run));

  await expect.poll(() => runs.length).toBeGreaterThan(2);
  const due = runs.map((run) => Date.parse(run.due));
  expect(runs[0]?.job).toBe("tick");
  expect(due.map((time) => time % 20)).toEqual(due.map(() => 0));
  expect(new Set(due).size).toBe(due.length);
});

test("[S14] [X44] a job never runs twice at once, and what it misses becomes one run", async () => {
  const { scheduler } = aWorld();
  let running = 0;
  let most = 0;
  const starts: number[] = [];
  await scheduler.schedule("slow", { every: 10 }, async () => {
    running += 1;
    most = Math.max(most, running);
    starts.push(Date.now());
    await delay(100);
    running -= 1;
  });

  await expect.poll(() => starts.length, { timeout: 3000 }).toBeGreaterThan(3);

  expect(most).toBe(1);
  const gaps = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
  // Were each missed time made up for, nine runs would wait after the first; were none, the next would wait for a time.
  for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(95);
});

test("[S14] [X44] a job that took three of its times is told of the newest one only", async () => {
  let now = 1_000_000_000_000;
  const { scheduler } = aWorld([allow("scheduler.*")], { clock: () => now });
  const due: number[] = [];
  const second = Promise.withResolvers<void>();
  await scheduler.schedule("minutely", { every: 100 }, (run) => {
    due.push(Date.parse(run.due) - 1_000_000_000_000);
    now += 350;
    if (due.length === 2) second.resolve();
  });
  now += 100;

  await second.promise;

  expect(due).toEqual([100, 400]);
});

test("[S13] [X44] a job for one date runs once and is gone", async () => {
  const { scheduler, notes } = aWorld();
  let runs = 0;
  await scheduler.schedule("once", { at: new Date(Date.now() + 30) }, () => void (runs += 1));
  expect([...notes.keys()]).toEqual(["job once"]);

  await expect.poll(async () => (await scheduler.list()).length).toBe(0);

  expect([runs, [...notes.keys()]]).toEqual([1, []]);
});

test("[S15] [X44] a paused job leaves its times out until it is resumed", async () => {
  const { scheduler } = aWorld();
  let runs = 0;
  await scheduler.schedule("tick", { every: 20 }, () => void (runs += 1));
  await scheduler.pause("tick");
  await delay(80);

  const paused = await scheduler.list();
  await scheduler.resume("tick");

  expect(paused).toEqual([{ name: "tick", trigger: { every: 20 }, state: "paused", runs: 0 }]);
  await expect.poll(() => runs).toBeGreaterThan(0);
  await expect(scheduler.pause("tock")).rejects.toThrow("`@home/jobs` has no job `tock`; there are `tick`");
});

test("[S13] [X44] a job of a name that is there takes its place, a trigger that means nothing does not", async () => {
  const { scheduler, notes } = aWorld();
  let old = 0;
  let renewed = 0;
  await scheduler.schedule("tick", { every: 30 }, () => void (old += 1));
  await scheduler.schedule("tick", { every: 20 }, () => void (renewed += 1));

  await expect(scheduler.schedule("tick", { every: -1 }, () => undefined)).rejects.toThrow("not every -1");

  await expect.poll(() => renewed).toBeGreaterThan(1);
  expect([old, [...notes.keys()]]).toEqual([0, ["job tick"]]);
});

test("[S13] a run that fails or hangs is reported, and the job goes on", async () => {
  const { scheduler, failures } = aWorld([allow("scheduler.*")], { runMs: 30 });
  let runs = 0;
  await scheduler.schedule("bad", { every: 20 }, () => {
    runs += 1;
    if (runs === 1) throw new Error("no paper");
    return runs === 2 ? new Promise(() => undefined) : undefined;
  });

  await expect.poll(() => failures.length).toBe(1);
  expect((await scheduler.list())[0]?.failure).toBe("no paper");
  await expect.poll(() => runs).toBeGreaterThan(2);

  expect(failures).toEqual(["bad: Error: no paper", "bad: TookTooLongError: it took longer than 30 ms"]);
});

test("[S16] what undoes a job ends it", async () => {
  const { scheduler, notes } = aWorld();
  let runs = 0;
  await scheduler.schedule("tick", { every: 10 }, () => void (runs += 1));

  await notes.get("job tick")?.();
  const runsAtEnd = runs;
  await delay(50);

  expect([runs, await scheduler.list()]).toEqual([runsAtEnd, []]);
});

test("[S10] [X44] jobs are asked for one by one", async () => {
  const { scheduler } = aWorld([
    deny("scheduler.night-secret"),
    allow("scheduler.night-*", ["write", "read"]),
    allow("scheduler.hidden", ["schedule"]),
  ]);
  await scheduler.schedule("night-report", { every: 60_000 }, () => undefined);
  await scheduler.schedule("hidden", { every: 60_000 }, () => undefined);

  await expect(scheduler.schedule("day", { every: 60_000 }, () => undefined)).rejects.toThrow(
    "`@home/jobs` may not write `scheduler.day`",
  );
  await expect(scheduler.schedule("night-secret", { every: 60_000 }, () => undefined)).rejects.toThrow("may not write");
  await expect(scheduler.remove("night-report")).rejects.toThrow(
    "`@home/jobs` may not delete `scheduler.night-report`",
  );
  expect((await scheduler.list()).map(({ name }) => name)).toEqual(["night-report"]);
});
