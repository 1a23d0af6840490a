import type { DistTag } from "@larder/package-spec";
import type { VersionRow } from "@larder/registry-database";

import type { Caller } from "../accounts/caller.ts";
import type { InspectedArchive } from "./inspect-archive.ts";
import type { PackageState } from "./store-documents.ts";

/** All that there is of a package whose first version was just published. */
export type NewPackageFacts = {
  readonly version: VersionRow;
  readonly archive: InspectedArchive;
  readonly tags: readonly DistTag[];
  readonly publisher: Extract<Caller, { type: "user" }>;
};

/** Returns what a new package is rendered from: just what reading it back would give, without reading it. */
export function stateOfNewPackage({ version: row, archive, tags, publisher }: NewPackageFacts): PackageState {
  const { readme: _readme, files: _files, ...version } = row;
  return {
    distTags: Object.fromEntries(tags.toSorted().map((tag) => [tag, version.version])),
    maintainers: [publisher],
    starrers: [],
    versions: [{ ...version, publisher: publisher.name }],
    contents: { readme: archive.readme, components: archive.components },
  };
}
