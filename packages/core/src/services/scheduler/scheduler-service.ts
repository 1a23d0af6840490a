import type { Sql } from "@larder/sql";

import type { Clock } from "../../events/clock.ts";
import { guardService } from "../guard-service.ts";
import type { HostLog } from "../host-log.ts";
import type { OfferedService, ServiceConsumer } from "../service-catalog.ts";
import { createHealthRecord, type OnServiceFailed } from "../service-health.ts";
import { databaseJobClaims } from "./database-job-claims.ts";
import { type JobClaims, unsharedJobClaims } from "./job-claims.ts";
import { createPackageScheduler, type HeldJob } from "./package-scheduler.ts";

/** The longest that a run of a job may take, in milliseconds; it is then left to itself and reported. */
const runMs = 10 * 60_000;

/** What the scheduler of a host stands on. */
export type SchedulerServiceOptions = {
  readonly log: HostLog;
  readonly clock: Clock;
  /** Opens the database that this host shares with others; undefined when it has one of its own, or none. */
  readonly openShared: (() => Promise<Sql>) | undefined;
  readonly onFailed?: OnServiceFailed;
};

/** Returns the scheduler as a service. It runs jobs in this process; hosts on one database take turns. */
export function schedulerService({ log, clock, openShared, onFailed }: SchedulerServiceOptions): OfferedService {
  const record = createHealthRecord({ onFailed });
  const lives = new WeakMap<object, Map<string, HeldJob>>();
  const claims = openShared === undefined ? unsharedJobClaims() : sharedClaims(openShared, log);
  const watchedClaims: JobClaims = { claim: (time) => record.watch(() => claims.claim(time)) };

  function connect(consumer: ServiceConsumer, tenant?: string): object {
    const { packageName, owner } = consumer;
    const jobs = lives.get(consumer.life) ?? new Map<string, HeldJob>();
    lives.set(consumer.life, jobs);
    const scheduler = createPackageScheduler({
      jobs,
      claims: watchedClaims,
      clock,
      runMs,
      consumer,
      ...(tenant === undefined ? {} : { tenant }),
      onFailure: (job, failure) =>
        log.logOf({ package: packageName, owner }).error(`The job \`${job}\` failed`, { failure }),
    });
    return guardService(scheduler, consumer.assertUsable);
  }

  return {
    provider: "host",
    health: () => record.health(),
    connect: (consumer) => connect(consumer),
    connectTenant: connect,
  };
}

function sharedClaims(open: () => Promise<Sql>, log: HostLog): JobClaims {
  return databaseJobClaims({
    open,
    onFailure: ({ packageName, job }, failure) =>
      log.logOf({ package: packageName }).warn(`The claim on the job \`${job}\` could not be renewed`, { failure }),
  });
}
