import { isJsonObject } from "@larder/packument";
import type { Advisory, AdvisorySeverity } from "@larder/registry-database";
import { z } from "zod";

import { type Affected, affectedIntervals, affectedSchema } from "./affected-intervals.ts";
import { cvssScore } from "./cvss-score.ts";
import { vulnerableRange } from "./vulnerable-range.ts";

/** Lists may be null, and what is about other ecosystems, or belongs to a database, may have any shape. */
const entrySchema = z.looseObject({
  id: z.string().regex(/^[\w.:-]{1,100}$/),
  modified: z.iso.datetime({ offset: true }),
  withdrawn: z.string().nullish(),
  aliases: z.array(z.string()).nullish(),
  summary: z.string().nullish(),
  details: z.string().nullish(),
  severity: affectedSchema.shape.severity,
  affected: z.array(z.unknown()).nullish(),
  database_specific: z.unknown().optional(),
});

type Entry = z.infer<typeof entrySchema>;

const packageSchema = z.looseObject({
  package: z.looseObject({ ecosystem: z.literal("npm"), name: z.string().min(1).max(300) }),
});

const severities: { readonly [stated: string]: AdvisorySeverity } = {
  CRITICAL: "critical",
  HIGH: "high",
  MODERATE: "moderate",
  MEDIUM: "moderate",
  LOW: "low",
};

/** The score of version 3 is the one that clients know. */
const scoreTypes = ["CVSS_V3", "CVSS_V4", "CVSS_V2"];

/** Code that was put there to do harm. */
const malicious = "CWE-506";

const titleLengthMax = 300;
const weaknessesMax = 50;

/**
 * Returns what an entry in the OSV format says about npm packages; nothing when it was withdrawn, or is about others.
 *
 * Throws `ZodError` for what is no entry.
 */
export function parseOsvEntry(value: unknown): Advisory[] {
  const entry = entrySchema.parse(value);
  if (entry.withdrawn != null) return [];
  return [...affectedByName(entry)].flatMap(([packageName, affected]): Advisory[] => {
    const vulnerableVersions = vulnerableRange(affected.flatMap(affectedIntervals));
    if (vulnerableVersions === undefined) return [];
    const cvssVector = vectorOf(entry, affected);
    const weaknesses = weaknessesOf(entry, affected);
    return [
      {
        packageName,
        id: entry.id,
        severity: severityOf(entry, { weaknesses, cvssVector }),
        title: titleOf(entry),
        url: urlOf(entry),
        vulnerableVersions,
        weaknesses,
        cvssVector,
        modifiedAt: new Date(entry.modified),
      },
    ];
  });
}

/** An entry may be about several parts of one package. */
function affectedByName({ affected }: Entry): Map<string, Affected[]> {
  const byName = new Map<string, Affected[]>();
  for (const value of affected ?? []) {
    const about = packageSchema.safeParse(value);
    if (!about.success) continue;
    const { name } = about.data.package;
    byName.set(name, [...(byName.get(name) ?? []), affectedSchema.parse(value)]);
  }
  return byName;
}

/** What a database states counts, else the score; what has neither is taken for high: it is serious enough to be looked at. */
function severityOf(
  { id, database_specific: specific }: Entry,
  { weaknesses, cvssVector }: Pick<Advisory, "weaknesses" | "cvssVector">,
): AdvisorySeverity {
  if (id.startsWith("MAL-") || weaknesses.includes(malicious)) return "malware";
  const stated = isJsonObject(specific) ? specific["severity"] : undefined;
  const known = typeof stated === "string" ? severities[stated.toUpperCase()] : undefined;
  return known ?? severityOfScore(cvssVector === null ? undefined : cvssScore(cvssVector));
}

/** https://www.first.org/cvss/v4.0/specification-document#Qualitative-Severity-Rating-Scale */
function severityOfScore(score = 7): AdvisorySeverity {
  if (score >= 9) return "critical";
  if (score >= 7) return "high";
  return score >= 4 ? "moderate" : "low";
}

/** The vector stands with the package, or with the entry, never with both. */
function vectorOf({ severity }: Entry, affected: readonly Affected[]): string | null {
  const stated = [...affected.flatMap((part) => part.severity ?? []), ...(severity ?? [])];
  return scoreTypes.flatMap((wanted) => stated.find(({ type }) => type === wanted) ?? [])[0]?.score ?? null;
}

function weaknessesOf({ database_specific: specific }: Entry, affected: readonly Affected[]): string[] {
  const ofEntry = listIn(specific, "cwe_ids");
  const ofPackage = affected.flatMap((part) => listIn(part.database_specific, "cwes")).filter(isJsonObject);
  const ids = [...ofEntry, ...ofPackage.map(({ cweId }) => cweId)].filter((id) => typeof id === "string");
  return [...new Set(ids)].filter((id) => /^CWE-\d{1,6}$/.test(id)).slice(0, weaknessesMax);
}

function listIn(specific: unknown, key: string): readonly unknown[] {
  const list = isJsonObject(specific) ? specific[key] : undefined;
  return Array.isArray(list) ? list : [];
}

function titleOf({ id, summary, details }: Entry): string {
  const title = [summary ?? "", ...(details ?? "").split("\n")]
    // NUL cannot be kept, and line breaks have no place in a sentence.
    .map((line) => line.replaceAll(/[\p{Cc}\s]+/gu, " ").trim())
    .find((line) => line !== "");
  return (title ?? id).slice(0, titleLengthMax).toWellFormed();
}

/** Clients know an advisory by the GHSA id at the end of its URL. */
function urlOf({ id, aliases }: Entry): string {
  const github = [id, ...(aliases ?? [])].find((alias) => alias.startsWith("GHSA-"));
  return github === undefined
    ? `https://osv.dev/vulnerability/${encodeURIComponent(id)}`
    : `https://github.com/advisories/${encodeURIComponent(github)}`;
}
