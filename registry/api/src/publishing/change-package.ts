import type { PackageName, Version } from "@larder/package-spec";
import {
  type Database,
  type ExistingRights,
  findPackageRights,
  lockPackage,
  PackageNotFoundError,
  type PackageRights,
  type PackageRow,
  type RegistryDatabase,
} from "@larder/registry-database";

import type { Caller } from "../accounts/caller.ts";
import { inTurn } from "./in-turn.ts";
import { recordWrite, type Write } from "./record-write.ts";

/** Who may change what, and when it happens. */
export type PackageChange = {
  readonly name: PackageName;
  readonly caller: Extract<Caller, { type: "user" }>;
  readonly at: Date;
  /** Throws when the caller may not change a package about which this is known. */
  readonly assertAllowed: (rights: PackageRights) => void;
  /** Throws when the caller may not say who maintains it, and whom it is for. */
  readonly assertMayManage: (rights: PackageRights) => void;
  /** Throws when the caller may not take this version back. */
  readonly assertMayUnpublish: (version: UnpublishFacts) => void;
};

/** What decides whether a version may be taken back. */
export type UnpublishFacts = {
  readonly rights: PackageRights;
  readonly version: Version;
  readonly publishedAt: Date;
  /** Does another package depend on this one? */
  readonly hasDependents: boolean;
};

/** What decides about a package that exists, as it is while the package is locked. */
export type HeldRights = PackageRights & { readonly pkg: ExistingRights };

/** What a change did, for those who follow and those who check. */
export type AppliedChange = Pick<Write, "kind" | "target" | "before" | "after" | "modifiedAt">;

/**
 * Changes a package that exists, in one transaction that also renders its documents again; returns its revision.
 *
 * `apply` answers `undefined` when everything is already as it was wanted: then nothing counts as a write.
 * Throws `PackageNotFoundError`.
 */
export async function changePackage(
  database: RegistryDatabase,
  { name, caller, at, assertAllowed }: Pick<PackageChange, "name" | "caller" | "at" | "assertAllowed">,
  apply: (tx: Database, pkg: PackageRow, rights: HeldRights) => Promise<AppliedChange | undefined>,
): Promise<number> {
  const change = async (tx: Database): Promise<number> => {
    const pkg = await lockPackage(tx, name);
    const rights = await findPackageRights(tx, name);
    if (rights.pkg === undefined) throw new PackageNotFoundError(name);
    assertAllowed(rights);
    const applied = await apply(tx, pkg, { ...rights, pkg: rights.pkg });
    return applied === undefined ? pkg.revision : recordWrite(tx, pkg, { ...applied, actor: caller, at });
  };
  return inTurn(database, [name], () => database.db.transaction(change));
}
