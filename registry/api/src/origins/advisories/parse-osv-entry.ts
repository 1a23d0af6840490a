import { isRange } from "@larder/package-spec";
import type { Advisory, AdvisorySeverity } from "@larder/registry-database";
import { z } from "zod";

import { affectedSchema, vulnerableRange } from "./vulnerable-range.ts";

const entrySchema = z.looseObject({
  id: z.string().regex(/^[\w.:-]{1,100}$/),
  modified: z.iso.datetime({ offset: true }),
  withdrawn: z.string().optional(),
  aliases: z.array(z.string()).optional(),
  summary: z.string().optional(),
  details: z.string().optional(),
  severity: z.array(z.looseObject({ type: z.string(), score: z.string() })).optional(),
  affected: z.array(affectedSchema).optional(),
  database_specific: z
    .looseObject({ severity: z.string().optional(), cwe_ids: z.array(z.string()).optional() })
    .optional(),
});

type Entry = z.infer<typeof entrySchema>;

const severities: { readonly [stated: string]: AdvisorySeverity } = {
  CRITICAL: "critical",
  HIGH: "high",
  MODERATE: "moderate",
  MEDIUM: "moderate",
  LOW: "low",
};

const titleLengthMax = 300;

/**
 * Returns what an entry in the OSV format says about npm packages; nothing when it was withdrawn, or is about others.
 *
 * Throws `ZodError` for what is no entry.
 */
export function parseOsvEntry(value: unknown): Advisory[] {
  const entry = entrySchema.parse(value);
  if (entry.withdrawn !== undefined) return [];
  const ranges = new Map<string, string[]>();
  for (const affected of entry.affected ?? []) {
    if (affected.package.ecosystem !== "npm") continue;
    const range = vulnerableRange(affected);
    const { name } = affected.package;
    if (range !== undefined) ranges.set(name, [...(ranges.get(name) ?? []), range]);
  }
  return [...ranges].map(([packageName, list]) => ({
    packageName,
    id: entry.id,
    severity: severityOf(entry),
    title: titleOf(entry),
    url: urlOf(entry),
    vulnerableVersions: joined(list),
    weaknesses: entry.database_specific?.cwe_ids ?? [],
    cvssVector: entry.severity?.find(({ type }) => type.startsWith("CVSS"))?.score ?? null,
    modifiedAt: new Date(entry.modified),
  }));
}

/** What states no severity is taken for a high one: it is serious enough to be looked at. */
function severityOf({ id, database_specific: stated }: Entry): AdvisorySeverity {
  if (id.startsWith("MAL-")) return "malware";
  return severities[stated?.severity?.toUpperCase() ?? ""] ?? "high";
}

function titleOf({ id, summary, details }: Entry): string {
  const title = summary ?? details?.split("\n").find((line) => line.trim() !== "") ?? id;
  // NUL cannot be kept, and line breaks have no place in a sentence.
  return title
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, titleLengthMax);
}

/** Clients know an advisory by the GHSA id at the end of its URL. */
function urlOf({ id, aliases = [] }: Entry): string {
  const github = [id, ...aliases].find((alias) => alias.startsWith("GHSA-"));
  return github === undefined
    ? `https://osv.dev/vulnerability/${encodeURIComponent(id)}`
    : `https://github.com/advisories/${encodeURIComponent(github)}`;
}

function joined(ranges: readonly string[]): string {
  const range = [...new Set(ranges)].join(" || ");
  return isRange(range) ? range : "*";
}
