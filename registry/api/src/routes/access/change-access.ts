import type { PackageName } from "@larder/package-spec";
import type { Database, PackageRow } from "@larder/registry-database";

import type { Caller } from "../../accounts/caller.ts";
import type { RegistryParts } from "../../operating/registry-parts.ts";
import { type AppliedChange, changePackage } from "../../publishing/change-package.ts";
import { authorizeChange } from "../authorize-change.ts";
import { noteChange, noteReaders } from "../packages/note-change.ts";

/** Changes whom a package is for, as one who manages it. Throws what `authorize` and `apply` throw. */
export async function changeAccess(
  registry: RegistryParts,
  { caller, name }: { readonly caller: Caller; readonly name: PackageName },
  apply: (tx: Database, pkg: PackageRow) => Promise<AppliedChange | undefined>,
): Promise<void> {
  const change = await authorizeChange(registry, caller, name);
  await changePackage(registry.database, change, (tx, pkg, rights) => {
    change.assertMayManage(rights);
    return apply(tx, pkg);
  });
  await noteReaders(registry, name);
  noteChange(registry, name);
}
