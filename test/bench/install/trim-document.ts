/** What of a full document is looked at. */
export type UplinkDocument = {
  readonly name: string;
  readonly "dist-tags": Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, { readonly dist: { readonly tarball: string } }>>;
  readonly time: Readonly<Record<string, string>>;
};

/**
 * Returns `document` as it was at the time `until`: without the versions of later, without the tags that point at
 * them, and with `latest` at the highest release that was there. Its archives are below `url`. Pure.
 */
export function trimDocument(document: UplinkDocument, until: string, url: string): UplinkDocument {
  const { readme: _readme, ...rest } = document as UplinkDocument & { readonly readme?: unknown };
  const versions = Object.fromEntries(
    Object.entries(document.versions)
      .filter(([version]) => (document.time[version] ?? until) < until)
      .map(([version, manifest]) => [version, archivedAt(manifest, url)]),
  );
  const kept = new Set(Object.keys(versions));
  const tags = Object.entries(document["dist-tags"]).filter(([, version]) => kept.has(version));
  const latest = highestRelease([...kept]);
  return {
    ...rest,
    "dist-tags": { ...(latest !== undefined && { latest }), ...Object.fromEntries(tags) },
    versions,
    time: Object.fromEntries(
      Object.entries(document.time).filter(([key]) => kept.has(key) || key === "created" || key === "modified"),
    ),
  };
}

function archivedAt<Manifest extends { readonly dist: { readonly tarball: string } }>(
  manifest: Manifest,
  url: string,
): Manifest {
  return { ...manifest, dist: { ...manifest.dist, tarball: url + new URL(manifest.dist.tarball).pathname } };
}

/** Releases are three numbers; a document without any has no `latest`. */
function highestRelease(versions: readonly string[]): string | undefined {
  const numerically = new Intl.Collator("en", { numeric: true });
  return versions
    .filter((version) => /^\d+\.\d+\.\d+$/.test(version))
    .toSorted((one, other) => numerically.compare(one, other))
    .at(-1);
}
