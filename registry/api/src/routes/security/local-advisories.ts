import type { JsonObject } from "@larder/packument";
import { isWithin, type Range } from "@larder/package-spec";
import type { Advisory } from "@larder/registry-database";
import { createHash } from "node:crypto";

import { cvssScore } from "../../origins/advisories/cvss-score.ts";
import type { AdvisoryIndex } from "../../origins/advisory-index.ts";
import type { Advisories, AuditedVersions } from "./find-advisories.ts";

/**
 * Finds what the imported advisories say against the versions, whatever origin their packages have. Nobody is asked.
 *
 * Throws `NoAdvisoriesError` when none were ever imported.
 */
export async function findLocalAdvisories(index: AdvisoryIndex, audited: AuditedVersions): Promise<Advisories> {
  const found = new Map<string, JsonObject[]>();
  let last: string | undefined;
  for (const advisory of await index.list([...audited.keys()])) {
    const { packageName, vulnerableVersions } = advisory;
    // A question may be about very many versions: others are served between two packages.
    if (packageName !== last) await new Promise(setImmediate);
    last = packageName;
    const versions = new Set(audited.get(packageName));
    const isAbout = [...versions].some((version) => isCovered(version, vulnerableVersions));
    if (isAbout) found.set(packageName, [...(found.get(packageName) ?? []), advisoryObject(advisory)]);
  }
  return found;
}

/** Clients also send what is no version, such as the place of a repository: an advisory is not about that. */
function isCovered(version: string, range: string): boolean {
  return range === "*" || isWithin(version, range as Range) === true;
}

/** As npm's own registry answers. */
function advisoryObject(advisory: Advisory): JsonObject {
  const { id, severity, title, url, vulnerableVersions, weaknesses, cvssVector } = advisory;
  return {
    id: numberOf(id),
    url,
    title,
    // Clients know no worse one.
    severity: severity === "malware" ? "critical" : severity,
    vulnerable_versions: vulnerableVersions,
    cwe: weaknesses,
    cvss: { score: (cvssVector === null ? undefined : cvssScore(cvssVector)) ?? 0, vectorString: cvssVector },
  };
}

/** Clients tell advisories apart by a number, which OSV does not have. */
function numberOf(id: string): number {
  return Number.parseInt(createHash("sha256").update(id).digest("hex").slice(0, 12), 16);
}
