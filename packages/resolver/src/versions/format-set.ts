import type { SemVer } from "semver";

import type { Cut, CutSet } from "./cut-set.ts";
import { hasVersion, type VersionSet } from "./version-set.ts";

const listedMax = 4;

/**
 * Returns `set` in words that a person who writes ranges reads at once: `^1.2.0`, `>=2.0.0`, `1.0.0 or 1.2.0`.
 *
 * A set that is several intervals is told by those of its `known` versions, low to high, that are in it.
 */
export function formatVersionSet(set: VersionSet, known: readonly SemVer[]): string {
  const points = set.releases.cuts.length > 0 || set.releases.startsInside ? set.releases : set.prereleases;
  if (points.cuts.length <= 1 || (points.cuts.length === 2 && !points.startsInside)) return formatInterval(points);
  const inside = known.filter((version) => hasVersion(set, version)).map(({ version }) => version);
  if (inside.length === 0) return intervalsOf(points).map(formatInterval).join(" || ");
  if (inside.length <= listedMax) return inside.join(" or ");
  return `${inside[0] ?? ""} to ${inside.at(-1) ?? ""} (${inside.length} versions)`;
}

function formatInterval({ startsInside, cuts }: CutSet): string {
  const [low, high] = startsInside ? [undefined, cuts[0]] : [cuts[0], cuts[1]];
  if (!low && !high) return startsInside ? "*" : "nothing";
  if (!low) return formatHigh(high);
  if (!high) return formatLow(low);
  if (low.version.compare(high.version) === 0) return low.version.version;
  return formatCaret(low, high) ?? `${formatLow(low)} ${formatHigh(high)}`;
}

function formatLow({ version, after }: Cut): string {
  return `${after ? ">" : ">="}${version.version}`;
}

/** `<2.0.0-0` is how node-semver says `<2.0.0` where prereleases are out anyway. */
function formatHigh(cut: Cut | undefined): string {
  return cut ? `${cut.after ? "<=" : "<"}${cut.version.version.replace(/-0$/, "")}` : "";
}

function formatCaret(low: Cut, high: Cut): string | undefined {
  if (low.after || high.after) return undefined;
  const { major, minor, patch } = low.version;
  const end = high.version.version.replace(/-0$/, "");
  if (major > 0) return end === `${major + 1}.0.0` ? `^${low.version.version}` : undefined;
  if (minor > 0) return end === `0.${minor + 1}.0` ? `^${low.version.version}` : undefined;
  return end === `0.0.${patch + 1}` ? `^${low.version.version}` : undefined;
}

function intervalsOf({ startsInside, cuts }: CutSet): CutSet[] {
  const ends = startsInside ? [undefined, ...cuts] : [...cuts];
  const intervals: CutSet[] = [];
  for (let index = 0; index < ends.length; index += 2) {
    const pair = [ends[index], ends[index + 1]].filter((cut) => cut !== undefined);
    intervals.push({ startsInside: ends[index] === undefined, cuts: pair });
  }
  return intervals;
}
