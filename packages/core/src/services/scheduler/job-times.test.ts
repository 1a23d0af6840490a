// SPEC.md §3, services. Rule ids in titles refer to it.
import type { Trigger } from "@larder/sdk";
import { expect, test } from "vitest";

import { readTrigger } from "./job-times.ts";

const now = Date.parse("2026-11-21T10:00:00.500Z");

function firstTimes(trigger: Trigger, count = 2): readonly (string | undefined)[] {
  const nextAfter = readTrigger(trigger, now);
  let after: number | undefined = now;
  return Array.from({ length: count }, () => {
    after = after === undefined ? undefined : nextAfter(after);
    return after === undefined ? undefined : new Date(after).toISOString();
  });
}

test.each<[Trigger, readonly (string | undefined)[]]>([
  [{ every: 60_000 }, ["2026-11-21T10:01:00.000Z", "2026-11-21T10:02:00.000Z"]],
  [{ cron: "30 8 * * *" }, ["2026-11-22T08:30:00.000Z", "2026-11-23T08:30:00.000Z"]],
  [{ cron: "*/20 * * * * *" }, ["2026-11-21T10:00:20.000Z", "2026-11-21T10:00:40.000Z"]],
  [{ cron: "0 8 * * MON", timezone: "Europe/Berlin" }, ["2026-11-23T07:00:00.000Z", "2026-11-30T07:00:00.000Z"]],
  [{ at: "2026-12-24T18:00:00Z" }, ["2026-12-24T18:00:00.000Z", undefined]],
  [{ at: new Date(now - 59_000) }, ["2026-11-21T09:59:01.500Z", undefined]],
])("[S13] [X44] the trigger %j is due at %j", (trigger, times) => {
  expect(firstTimes(trigger)).toEqual(times);
});

test("[S13] [X44] hosts that were started at other times mean the same times", () => {
  const times = [now, now + 1234].map((start) => readTrigger({ every: 5000 }, start)(now + 2000));

  expect(times).toEqual([Date.parse("2026-11-21T10:00:05Z"), Date.parse("2026-11-21T10:00:05Z")]);
});

test.each<[unknown, string]>([
  [{ every: 0 }, "A job runs every 10 milliseconds or less often, not every 0"],
  [{ every: Number.NaN }, "not every NaN"],
  [{ at: "tomorrow" }, "`tomorrow` is no time"],
  [{ at: new Date(now - 61_000) }, "The time 2026-11-21T09:58:59.500Z is over"],
  [{ cron: "every day" }, "`every day` in the time zone `UTC` is no cron pattern: it has too few fields"],
  [{ cron: "99 * * * *" }, "`99 * * * *` in the time zone `UTC` is no cron pattern"],
  [{ cron: "* * * * *", timezone: "Mars/North" }, "`* * * * *` in the time zone `Mars/North` is no cron pattern"],
  [{}, "A trigger has one of `every`, `at` and `cron`"],
])("[S13] the trigger %j is refused: %s", (trigger, reason) => {
  expect(() => readTrigger(trigger as Trigger, now)).toThrow(reason);
});
