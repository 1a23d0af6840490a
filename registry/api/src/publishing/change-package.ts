import type { PackageName } from "@larder/package-spec";
import {
  type Database,
  listMaintainers,
  lockPackage,
  type PackageRow,
  type RegistryDatabase,
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
};

/** Changes a package that exists, in one transaction that also renders its documents again. Throws `PackageNotFoundError`. */
export async function changePackage(
  { db }: RegistryDatabase,
  { name, caller, at, assertAllowed }: PackageChange,
  apply: (tx: Database, pkg: PackageRow) => Promise<Pick<Write, "kind" | "target" | "before" | "after">>,
): Promise<void> {
  await db.transaction(async (tx) => {
    const pkg = await lockPackage(tx, name);
    assertAllowed((await listMaintainers(tx, pkg.id)).map((maintainer) => maintainer.name));
    const write = await apply(tx, pkg);
    await recordWrite(tx, pkg, { ...write, actor: caller, at });
  });
}
