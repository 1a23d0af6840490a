import { compareVersions, isVersion, type Version } from "@larder/package-spec";
import { z } from "zod";

const eventSchema = z.looseObject({
  introduced: z.string().optional(),
  fixed: z.string().optional(),
  last_affected: z.string().optional(),
});

/** What of a package an OSV entry is about. */
export const affectedSchema = z.looseObject({
  package: z.looseObject({ ecosystem: z.string(), name: z.string() }),
  ranges: z.array(z.looseObject({ type: z.string(), events: z.array(eventSchema) })).optional(),
  versions: z.array(z.string()).optional(),
});

type Affected = z.infer<typeof affectedSchema>;

/** Clients and this registry read ranges up to about this length. */
const lengthMax = 900;

/**
 * Returns the npm range of the versions that `affected` is about; `undefined` when there are none.
 *
 * Ranges and listed versions count together, as OSV wants it. What is too long for a range becomes all
 * versions between the lowest and the highest: rather one warning too many than one too few.
 */
export function vulnerableRange({ ranges = [], versions = [] }: Affected): string | undefined {
  const parts = ranges.filter(({ type }) => type !== "GIT").flatMap(({ events }) => intervalsOf(events));
  // An entry usually lists what its ranges cover as well.
  const listed = parts.length > 0 ? [] : versions.filter((version) => isVersion(version));
  const all = [...new Set([...parts, ...listed])];
  if (all.includes("*")) return "*";
  const range = all.join(" || ");
  if (range.length <= lengthMax) return range === "" ? undefined : range;
  return hullOf(listed) ?? "*";
}

function intervalsOf(events: readonly z.infer<typeof eventSchema>[]): string[] {
  const intervals: string[] = [];
  let from: string | undefined;
  const close = (end: string): void => {
    if (from !== undefined) intervals.push([from === "0" ? "" : `>=${from}`, end].filter(Boolean).join(" ") || "*");
    from = undefined;
  };
  for (const { introduced, fixed, last_affected: lastAffected } of events) {
    if (introduced !== undefined) {
      close("");
      from = introduced;
    }
    if (fixed !== undefined) close(`<${fixed}`);
    if (lastAffected !== undefined) close(`<=${lastAffected}`);
  }
  close("");
  return intervals;
}

function hullOf(versions: readonly Version[]): string | undefined {
  const sorted = versions.toSorted(compareVersions);
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  return lowest === undefined || highest === undefined ? undefined : `>=${lowest} <=${highest}`;
}
