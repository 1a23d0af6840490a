import type { Version } from "@larder/package-spec";
import { type Database, type PackageRow, type PublishedVersion, setDeprecated } from "@larder/registry-database";

import type { ChangeDocument } from "./change-document.ts";
import type { AppliedChange } from "./change-package.ts";
import { targetOf } from "./target-of.ts";

/** The words that warn of a version, as they are and as they should be; `null` for none. */
export type Deprecation = {
  readonly id: number;
  readonly version: Version;
  readonly before: string | null;
  readonly after: string | null;
};

/** Returns which warnings change: a version without a word about it keeps its own, an empty one takes it back. */
export function planDeprecations(
  published: readonly PublishedVersion[],
  wanted: NonNullable<ChangeDocument["versions"]>,
): Deprecation[] {
  return published.flatMap(({ id, version, deprecated: before }) => {
    const words = wanted[version]?.deprecated;
    const after = words === undefined ? before : words || null;
    return after === before ? [] : [{ id, version, before, after }];
  });
}

/** Warns of versions, or takes the warnings back. */
export async function deprecateVersions(
  tx: Database,
  pkg: PackageRow,
  deprecations: readonly Deprecation[],
): Promise<AppliedChange> {
  for (const { id, after } of deprecations) await setDeprecated(tx, { versionId: id, deprecated: after });
  return {
    kind: "deprecate",
    target: targetOf(pkg.name, deprecations),
    before: Object.fromEntries(deprecations.map(({ version, before }) => [version, before])),
    after: Object.fromEntries(deprecations.map(({ version, after }) => [version, after])),
  };
}
