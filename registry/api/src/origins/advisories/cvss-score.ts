import cvss from "ae-cvss-calculator";

/** No vector of any version is longer. */
const lengthMax = 1000;

/** Returns the score of a CVSS vector of version 2, 3 or 4, from 0 to 10; `undefined` for what is none, or not a whole one. */
export function cvssScore(vector: string): number | undefined {
  if (vector.length > lengthMax) return undefined;
  const parsed: unknown = cvss.fromVector(vector);
  if (!(parsed instanceof cvss.CvssVector) || !parsed.isBaseFullyDefined()) return undefined;
  const { overall }: { readonly overall?: unknown } = parsed.calculateScores();
  return typeof overall === "number" && Number.isFinite(overall) ? overall : undefined;
}
