import type { Trigger } from "@larder/sdk";
import { Cron } from "croner";

/** How long a time may be over and still be kept, in milliseconds. */
const graceMs = 60_000;
const everyMsMin = 10;

/**
 * Returns a function that says when a job is due next after a time, in milliseconds since 1970; `undefined` for
 * never again. Throws a TypeError for a trigger that means nothing, or is over.
 *
 * Times depend on the clock alone, not on when the job was added: hosts that share a database must mean the
 * same time to agree on who runs it.
 */
export function readTrigger(trigger: Trigger, now: number): (after: number) => number | undefined {
  if ("every" in trigger) return readInterval(trigger.every);
  if ("at" in trigger) return readDate(trigger.at, now);
  if ("cron" in trigger && typeof trigger.cron === "string") return readCron(trigger.cron, trigger.timezone ?? "UTC");
  throw new TypeError("A trigger has one of `every`, `at` and `cron`");
}

function readInterval(every: number): (after: number) => number {
  if (!(every >= everyMsMin && every < Number.MAX_SAFE_INTEGER)) {
    throw new TypeError(`A job runs every ${everyMsMin} milliseconds or less often, not every ${every}`);
  }
  return (after) => (Math.floor(after / every) + 1) * every;
}

function readDate(at: string | Date, now: number): (after: number) => number | undefined {
  const time = new Date(at).getTime();
  if (Number.isNaN(time)) throw new TypeError(`\`${String(at)}\` is no time`);
  if (time < now - graceMs) throw new TypeError(`The time ${new Date(time).toISOString()} is over`);
  let isTold = false;
  return () => {
    if (isTold) return undefined;
    isTold = true;
    return time;
  };
}

function readCron(pattern: string, timezone: string): (after: number) => number | undefined {
  let cron: Cron;
  try {
    // croner also reads dates; those have a trigger of their own.
    if (pattern.trim().split(/\s+/u).length < 5 && !pattern.startsWith("@"))
      throw new TypeError("it has too few fields");
    cron = new Cron(pattern, { timezone, paused: true });
    cron.nextRun();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(`\`${pattern}\` in the time zone \`${timezone}\` is no cron pattern: ${reason}`, { cause });
  }
  return (after) => cron.nextRun(new Date(after))?.getTime();
}
