import { compareVersions, isVersion, type Version } from "@larder/package-spec";
import type { Manifest, Packument } from "@larder/packument";
import type { PackageDetail, VersionSummary } from "@larder/registry-client";

/** A packument of a registry of another make, which may leave out who maintains it and when it changed. */
type ForeignPackument = Pick<Packument, "name" | "dist-tags" | "versions" | "readme"> &
  Partial<Pick<Packument, "time" | "maintainers">>;

/**
 * Returns what a page shows of a package that only passes through from an uplink: its packument says
 * it all, and nobody has looked inside. `undefined` when it has no version.
 */
export function detailOfPackument(packument: ForeignPackument): PackageDetail | undefined {
  const versions = Object.keys(packument.versions).filter(isVersion).toSorted(compareVersions).toReversed();
  const version = packument["dist-tags"]["latest"] ?? versions[0];
  const manifest = version === undefined ? undefined : packument.versions[version];
  if (version === undefined || manifest === undefined) return undefined;
  return {
    ...textsOf(manifest, packument),
    name: packument.name,
    version,
    keywords: [],
    modified: momentOf(packument, "modified"),
    domains: [],
    plugins: [],
    componentCounts: {},
    distTags: packument["dist-tags"],
    versions: versions.map((each) => summaryOf(packument, each)),
    maintainers: packument.maintainers?.map(({ name }) => name) ?? [],
    components: [],
    requires: {},
    provides: {},
    dependencies: manifest.dependencies ?? {},
  };
}

type Texts = Pick<PackageDetail, "description" | "license" | "homepage" | "readme">;

function textsOf(manifest: Manifest, packument: ForeignPackument): Texts {
  return {
    description: textOrNull(manifest["description"]),
    license: textOrNull(manifest["license"]),
    homepage: textOrNull(manifest["homepage"]),
    readme: textOrNull(manifest["readme"] ?? packument.readme),
  };
}

function summaryOf(packument: ForeignPackument, version: Version): VersionSummary {
  const manifest = packument.versions[version];
  return {
    version,
    published: momentOf(packument, version),
    publishedBy: "",
    deprecated: textOrNull(manifest?.deprecated),
    size: 0,
    unpackedSize: manifest?.dist.unpackedSize ?? 0,
  };
}

function momentOf({ time }: ForeignPackument, key: string): string {
  return time?.[key] ?? "";
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
