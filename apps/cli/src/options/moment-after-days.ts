import { UsageError } from "../errors.ts";

const dayMs = 24 * 60 * 60 * 1000;
const daysMax = 3650;

/** Returns when the value of `--expires`, a number of days, is over. Throws {@link UsageError}. */
export function momentAfterDays(days: string): Date {
  const count = Number(days);
  if (!/^\d+$/.test(days) || count < 1 || count > daysMax) {
    throw new UsageError(`\`--expires ${days}\` is no number of days`, { hint: `Say one from 1 to ${daysMax}` });
  }
  return new Date(Date.now() + count * dayMs);
}
