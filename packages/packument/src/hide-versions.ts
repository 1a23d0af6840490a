import { compareVersions, isVersion, type Version } from "@larder/package-spec";

import { isJsonObject } from "./json.ts";
import type { HiddenVersion, Packument } from "./packument.ts";

/**
 * Returns `packument` without the versions in `hidden`, their times, and the dist-tags that only they could have.
 *
 * What remains is untouched. A tag of a hidden version falls back to the version that its publisher
 * would most likely have tagged before; `latest` to one that is served, unless none is. Why versions
 * are missing stands under `larder.hidden`, beside what a registry further up has hidden.
 */
export function hideVersions(packument: Packument, hidden: ReadonlyMap<string, HiddenVersion>): Packument {
  if (hidden.size === 0) return packument;
  const isServed = ([version]: readonly [string, unknown]): boolean => !hidden.has(version);
  const versions = Object.fromEntries(Object.entries(packument.versions).filter(isServed));
  const tags = Object.entries(packument["dist-tags"]).flatMap(([tag, version]) => {
    const target = hidden.has(version) ? fallbackOf(tag, version, versions) : version;
    return target === undefined ? [] : [[tag, target]];
  });
  return {
    ...packument,
    "dist-tags": Object.fromEntries(tags),
    versions,
    ...(isJsonObject(packument.time)
      ? { time: Object.fromEntries(Object.entries(packument.time).filter(isServed)) }
      : {}),
    larder: { ...packument.larder, hidden: { ...packument.larder?.hidden, ...Object.fromEntries(hidden) } },
  };
}

function fallbackOf(tag: string, target: string, served: Packument["versions"]): Version | undefined {
  const known = Object.keys(served).filter(isVersion);
  const maintained = known.filter((version) => served[version]?.deprecated === undefined);
  const candidates = (maintained.length > 0 ? maintained : known).toSorted(compareVersions);
  const lower = isVersion(target) ? candidates.filter((version) => compareVersions(version, target) < 0) : [];

  const alike = lower.findLast((version) => lineOf(version) === lineOf(target));
  if (tag !== "latest") return alike;
  return (
    lower.findLast((version) => !version.includes("-")) ??
    alike ??
    candidates.findLast((version) => !version.includes("-")) ??
    candidates.at(-1)
  );
}

/** Versions of one line follow each other under one tag: `5` of `5.1.0`, `5-next` of `5.1.0-next.3`. */
function lineOf(version: string): string {
  const [release = "", prerelease] = version.split(/-(.*)/s, 2);
  const major = release.split(".", 1)[0] ?? "";
  return prerelease === undefined ? major : `${major}-${prerelease.split(".", 1)[0] ?? ""}`;
}
