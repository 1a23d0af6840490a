import type { HostPolicy } from "@larder/host-directory";
import { type Lockfile, printLockfile } from "@larder/lockfile";

const minuteMs = 60_000;

/**
 * Returns the time for which a new lock shall hold, ISO 8601 in UTC; `undefined` when the policy asks for no
 * age, since nothing else depends on the time.
 *
 * It never goes back: what was old enough for the lock that stands stays so, also where the clock of the
 * machine is behind. It is `now` otherwise, in whole minutes that have passed, so that a clock in the past
 * only hides more.
 */
export function findTimeOfLock(
  { minimumAgeMs }: Pick<HostPolicy, "minimumAgeMs">,
  locked: Lockfile | undefined,
  now: Date,
): string | undefined {
  if (minimumAgeMs === 0) return undefined;
  const time = new Date(Math.floor(now.getTime() / minuteMs) * minuteMs).toISOString();
  const before = locked?.resolution.asOf ?? "";
  return before > time ? before : time;
}

/** Returns `locked` when `lock` says nothing new but the time, so that a lock does not change by growing older. */
export function keepTime(locked: Lockfile | undefined, lock: Lockfile): Lockfile {
  const { asOf } = locked?.resolution ?? {};
  if (locked === undefined || asOf === undefined || lock.resolution.asOf === undefined) return lock;
  const then = { ...lock, resolution: { ...lock.resolution, asOf } };
  return printLockfile(then) === printLockfile(locked) ? locked : lock;
}
