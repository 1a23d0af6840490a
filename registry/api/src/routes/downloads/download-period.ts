import { ExpectedError } from "@larder/errors";
import { isMoment } from "@larder/registry-database";

const dayMs = 24 * 3_600_000;
const daysMax = 549;

/** The days that npm's words mean: they end today, since what is counted here is counted at once. */
const wordDays: { readonly [word: string]: number } = {
  "last-day": 1,
  "last-week": 7,
  "last-month": 30,
  "last-year": 365,
};

/** A span of days, both of which count: `2026-11-15` to `2026-11-21`. */
export type Period = { readonly from: string; readonly to: string };

/** Returns the days that `text` means: a word of npm's, a day, or `FROM:TO`. Throws {@link InvalidPeriodError}. */
export function parsePeriod(text: string, now: Date): Period {
  const days = Object.hasOwn(wordDays, text) ? wordDays[text] : undefined;
  if (days !== undefined) return { from: dayOf(now.getTime() - (days - 1) * dayMs), to: dayOf(now.getTime()) };
  const [from = "", to = from, more] = text.slice(0, 50).split(":");
  const length = (timeOf(to) - timeOf(from)) / dayMs + 1;
  if (more !== undefined || !(length >= 1 && length <= daysMax)) throw new InvalidPeriodError(text.slice(0, 50));
  return { from, to };
}

/** Returns every day of `period`, in order. */
export function daysOf({ from, to }: Period): string[] {
  const days = (timeOf(to) - timeOf(from)) / dayMs + 1;
  return Array.from({ length: days }, (_, index) => dayOf(timeOf(from) + index * dayMs));
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** NaN for what is no day. */
function timeOf(day: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return isMoment(new Date(time)) && dayOf(time) === day ? time : Number.NaN;
}

/** A text means no span of days. */
export class InvalidPeriodError extends ExpectedError {
  readonly code = "EVALIDATION";

  constructor(text: string) {
    super(`\`${text}\` is no span of days`, {
      hint: `Use last-day, last-week, last-month, last-year, 2026-11-21 or 2026-11-01:2026-11-21, up to ${daysMax} days`,
    });
  }
}
