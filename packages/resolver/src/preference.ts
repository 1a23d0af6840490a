import type { PackageVersion, PackageVersions } from "./package-versions.ts";

/**
 * Orders the versions of a package from the most to the least wanted: locked ones, what `latest` points
 * at, then from high to low, and deprecated ones last.
 *
 * `latest` comes before a higher version because publishers move it back to retract a bad release.
 */
export function orderByPreference(versions: PackageVersions, locked: ReadonlySet<string>): readonly PackageVersion[] {
  const rank = ({ version, manifest }: PackageVersion): number => {
    if (locked.has(version)) return 0;
    if (manifest.deprecated) return 3;
    return version === versions.tags["latest"] ? 1 : 2;
  };
  return versions.ascending.toReversed().toSorted((a, b) => rank(a) - rank(b));
}
