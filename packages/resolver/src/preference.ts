import type { PackageVersion, PackageVersions } from "./package-versions.ts";
import type { ResolveRequest } from "./request.ts";

/**
 * Orders the versions of a package from the most to the least wanted: locked ones, what `latest` points
 * at, then from high to low, and deprecated ones last.
 *
 * `latest` comes before a higher version because publishers move it back to retract a bad release.
 * With `lowest` what is not locked goes from low to high, and no tag counts.
 */
export function orderByPreference(
  versions: PackageVersions,
  locked: ReadonlySet<string>,
  prefer: ResolveRequest["prefer"],
): readonly PackageVersion[] {
  const latest = prefer === "lowest" ? undefined : versions.tags["latest"];
  const rank = ({ version, manifest }: PackageVersion): number => {
    if (locked.has(version)) return 0;
    if (manifest.deprecated) return 3;
    return version === latest ? 1 : 2;
  };
  const inOrder = prefer === "lowest" ? versions.ascending : versions.ascending.toReversed();
  return inOrder.toSorted((a, b) => rank(a) - rank(b));
}
