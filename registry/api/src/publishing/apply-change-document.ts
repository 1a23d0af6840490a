import { ExpectedError } from "@larder/errors";
import { type Database, listVersions, type PackageRow, type PublishedVersion } from "@larder/registry-database";

import { assertRevision } from "./assert-revision.ts";
import type { ChangeDocument } from "./change-document.ts";
import type { AppliedChange, HeldRights, PackageChange } from "./change-package.ts";
import { deprecateVersions, planDeprecations } from "./deprecate-versions.ts";
import { ManifestMismatchError } from "./publish-errors.ts";
import { setMaintainers } from "./set-maintainers.ts";
import { unpublishVersions } from "./unpublish-versions.ts";

/** A change as a client describes it: by the packument as it should be, or by only its maintainers. */
export type DocumentChange = {
  readonly document: ChangeDocument;
  /** Does a version that is not in the document go? */
  readonly mayRemove: boolean;
  readonly change: PackageChange;
  readonly rights: HeldRights;
};

/**
 * Makes of a package what a document says: versions that are no longer in it go, else warnings change,
 * or, when it has no versions at all, the maintainers. `undefined` when everything is so already: a
 * client that lost the answer asks again.
 *
 * Throws `RevisionConflictError` when the document was made from an older state, and
 * {@link UnknownVersionError}: no version comes into being without its archive.
 */
export async function applyChangeDocument(
  tx: Database,
  pkg: PackageRow,
  { document, mayRemove, change, rights }: DocumentChange,
): Promise<AppliedChange | undefined> {
  assertNamed(document, pkg);
  const { versions: wanted } = document;
  if (wanted === undefined) {
    change.assertMayManage(rights);
    return changeMaintainers(tx, pkg, document, rights.pkg.maintainers);
  }

  const published = await listVersions(tx, pkg.id);
  const removed = mayRemove ? published.filter(({ version }) => !Object.hasOwn(wanted, version)) : [];
  if (removed.length > 0) {
    assertKnown(pkg, document, published);
    const wantedLatest = document["dist-tags"]?.["latest"];
    return unpublishVersions(tx, pkg, { change, rights, published, removed, wantedLatest });
  }
  const deprecations = planDeprecations(published, wanted);
  if (deprecations.length === 0 && findUnknown(wanted, published) === undefined) return undefined;
  assertKnown(pkg, document, published);
  return deprecateVersions(tx, pkg, deprecations);
}

function assertNamed({ name }: ChangeDocument, pkg: PackageRow): void {
  if (name === undefined || name === pkg.name) return;
  throw new ManifestMismatchError("name", JSON.stringify(name), JSON.stringify(pkg.name));
}

/** An older document may name a version that is gone by now, so that its age is asked for first. */
function assertKnown(
  pkg: PackageRow,
  { versions = {}, _rev: revision }: ChangeDocument,
  published: readonly PublishedVersion[],
): void {
  assertRevision(pkg, revision);
  const unknown = findUnknown(versions, published);
  if (unknown !== undefined) throw new UnknownVersionError(pkg.name, unknown);
}

function findUnknown(versions: object, published: readonly PublishedVersion[]): string | undefined {
  const known = new Set<string>(published.map(({ version }) => version));
  return Object.keys(versions).find((version) => !known.has(version));
}

async function changeMaintainers(
  tx: Database,
  pkg: PackageRow,
  { maintainers: wanted, _rev: revision }: ChangeDocument,
  current: readonly string[],
): Promise<AppliedChange | undefined> {
  if (wanted === undefined) throw new EmptyChangeError(pkg.name);
  const applied = await setMaintainers(tx, pkg, { current, wanted: wanted.map(({ name }) => name) });
  if (applied !== undefined) assertRevision(pkg, revision);
  return applied;
}

/** A change of a package names a version that is not there to be changed. */
export class UnknownVersionError extends ExpectedError {
  readonly code = "EBADREQUEST";

  constructor(name: string, version: string) {
    super(`\`${name}\` has no version \`${version.slice(0, 100)}\` that could be changed`, {
      hint: "A version is published together with its archive; nothing was changed",
    });
  }
}

/** A change of a package says nothing that could become true. */
export class EmptyChangeError extends ExpectedError {
  readonly code = "EBADREQUEST";

  constructor(name: string) {
    super(`The change of \`${name}\` has neither an archive nor \`versions\` nor \`maintainers\``, {
      hint: "Use an unmodified client, such as `npm` or `pnpm`",
    });
  }
}
