import { compareVersions, isVersion, type Version } from "@larder/package-spec";
import { z } from "zod";

const eventSchema = z.looseObject({
  introduced: z.string().nullish(),
  fixed: z.string().nullish(),
  last_affected: z.string().nullish(),
  limit: z.string().nullish(),
});

/** What of an npm package an OSV entry is about. What a database adds of its own may have any shape. */
export const affectedSchema = z.looseObject({
  ranges: z.array(z.looseObject({ type: z.string(), events: z.array(eventSchema) })).nullish(),
  versions: z.array(z.string()).nullish(),
  severity: z.array(z.looseObject({ type: z.string(), score: z.string() })).nullish(),
  database_specific: z.unknown().optional(),
});

export type Affected = z.infer<typeof affectedSchema>;

type End = { readonly version: Version; readonly isInside: boolean };

/** Versions from `from` to `end`; without the one, or the other, there is no bound. */
export type Interval = { readonly from: Version | undefined; readonly end: End | undefined };

/** Returns what `affected` is about, by the algorithm of the format: its ranges and the versions that it lists. */
export function affectedIntervals({ ranges, versions, database_specific: specific }: Affected): Interval[] {
  const linear = (ranges ?? []).filter(({ type }) => type !== "GIT");
  return [
    ...linear.flatMap(({ events }) => closeLast(intervalsOf(events), lastKnownOf(specific))),
    ...(versions ?? []).flatMap((text): Interval[] => {
      const version = versionOf(text);
      return version === undefined ? [] : [{ from: version, end: { version, isInside: true } }];
    }),
  ];
}

type Event = { readonly at: Version | undefined; readonly does: "fixed" | "introduced" | "last_affected" };

/** Of what happens at one version: it is broken again after it was fixed, and counts still where it is the last. */
const order: readonly Event["does"][] = ["fixed", "introduced", "last_affected"];

function intervalsOf(events: readonly z.infer<typeof eventSchema>[]): Interval[] {
  const intervals: Interval[] = [];
  let open: { readonly from: Version | undefined } | undefined;
  for (const { at, does } of events.flatMap(eventOf).toSorted(compareEvents)) {
    if (does === "introduced") open ??= { from: at };
    else if (open !== undefined && at !== undefined) {
      intervals.push({ from: open.from, end: { version: at, isInside: does === "last_affected" } });
      open = undefined;
    }
  }
  if (open !== undefined) intervals.push({ from: open.from, end: undefined });
  return withinLimit(
    intervals,
    events.flatMap(({ limit }) => (limit == null ? [] : [limit])),
  );
}

/** A bound that nobody can read is none: rather one warning too many than one too few. */
function eventOf({ introduced, fixed, last_affected: last }: z.infer<typeof eventSchema>): Event[] {
  if (introduced != null) return [{ does: "introduced", at: introduced === "0" ? undefined : versionOf(introduced) }];
  const [does, text] = fixed == null ? (["last_affected", last] as const) : (["fixed", fixed] as const);
  const at = text == null ? undefined : versionOf(text);
  return at === undefined ? [] : [{ does, at }];
}

function compareEvents(one: Event, other: Event): number {
  if (one.at === undefined || other.at === undefined)
    return Number(one.at !== undefined) - Number(other.at !== undefined);
  return compareVersions(one.at, other.at) || order.indexOf(one.does) - order.indexOf(other.does);
}

/** Of several limits the farthest counts. */
function withinLimit(intervals: readonly Interval[], limits: readonly string[]): Interval[] {
  const known = limits.flatMap((limit) => versionOf(limit) ?? []);
  const farthest = known.toSorted(compareVersions).at(-1);
  if (farthest === undefined || known.length < limits.length) return [...intervals];
  return intervals.flatMap(({ from, end }): Interval[] => {
    if (from !== undefined && compareVersions(from, farthest) >= 0) return [];
    const isBefore = end !== undefined && compareVersions(end.version, farthest) < 0;
    return [{ from, end: isBefore ? end : { version: farthest, isInside: false } }];
  });
}

/** GitHub says here, and not in the events, how far what has no known fix goes. */
function closeLast(intervals: readonly Interval[], end: End | undefined): Interval[] {
  return intervals.map((interval) => {
    const { from } = interval;
    const isOpen = interval.end === undefined && end !== undefined;
    return isOpen && (from === undefined || compareVersions(from, end.version) <= 0) ? { from, end } : interval;
  });
}

function lastKnownOf(specific: unknown): End | undefined {
  const text: unknown =
    typeof specific === "object" && specific !== null ? Reflect.get(specific, "last_known_affected_version_range") : "";
  const [, operator, bound = ""] = typeof text === "string" ? (/^(<=?)\s*(\S{1,256})$/.exec(text) ?? []) : [];
  const version = versionOf(bound);
  return version === undefined ? undefined : { version, isInside: operator === "<=" };
}

/** Databases also write `v1.2.0`, `1.2` and `1.2.0+build`. */
function versionOf(text: string): Version | undefined {
  const [plain = ""] = text.replace(/^v/, "").split("+", 1);
  const padded = /^\d+(?:\.\d+)?$/.test(plain) ? `${plain}${plain.includes(".") ? ".0" : ".0.0"}` : plain;
  return isVersion(padded) ? padded : undefined;
}
