import type { PackageName, Version } from "@larder/package-spec";
import {
  type Database,
  listMaintainers,
  lockPackage,
  type PackageRow,
  type RegistryDatabase,
  type UserName,
} from "@larder/registry-database";

import type { Caller } from "../accounts/caller.ts";
import { recordWrite, type Write } from "./record-write.ts";

/** Who may change what, and when it happens. */
export type PackageChange = {
  readonly name: PackageName;
  readonly caller: Extract<Caller, { type: "user" }>;
  readonly at: Date;
  /** Throws when the caller may not change a package with these maintainers. */
  readonly assertAllowed: (maintainers: readonly string[]) => void;
  /** Throws when the caller may not take this version back. */
  readonly assertMayUnpublish: (version: UnpublishFacts) => void;
};

/** What decides whether a version may be taken back. */
export type UnpublishFacts = {
  readonly maintainers: readonly string[];
  readonly version: Version;
  readonly publishedAt: Date;
  /** Does another package depend on this one? */
  readonly hasDependents: boolean;
};

/** What a change did, for those who follow and those who check. */
export type AppliedChange = Pick<Write, "kind" | "target" | "before" | "after">;

/**
 * Changes a package that exists, in one transaction that also renders its documents again; returns its revision.
 *
 * `apply` answers `undefined` when everything is already as it was wanted: then nothing counts as a write.
 * Throws `PackageNotFoundError`.
 */
export async function changePackage(
  { db }: RegistryDatabase,
  { name, caller, at, assertAllowed }: PackageChange,
  apply: (tx: Database, pkg: PackageRow, maintainers: readonly UserName[]) => Promise<AppliedChange | undefined>,
): Promise<number> {
  return db.transaction(async (tx) => {
    const pkg = await lockPackage(tx, name);
    const maintainers = (await listMaintainers(tx, pkg.id)).map((maintainer) => maintainer.name);
    assertAllowed(maintainers);
    const change = await apply(tx, pkg, maintainers);
    return change === undefined ? pkg.revision : recordWrite(tx, pkg, { ...change, actor: caller, at });
  });
}
