import type { PackageName } from "@larder/package-spec";

import type { Caller } from "../../accounts/caller.ts";
import type { RegistryParts } from "../../operating/registry-parts.ts";
import { changePackage } from "../../publishing/change-package.ts";
import { setMaintainers } from "../../publishing/set-maintainers.ts";
import { authorizeChange } from "../authorize-change.ts";
import { noteChange, noteReaders } from "../packages/note-change.ts";

/** Whose maintainers change, by whom, and what they become. */
export type MaintainersEdit = {
  readonly caller: Caller;
  readonly name: PackageName;
  readonly edit: (current: readonly string[]) => readonly string[];
};

/** Changes the maintainers of a package from what they are at that moment. Throws what {@link setMaintainers} throws. */
export async function changeMaintainers(
  registry: RegistryParts,
  { caller, name, edit }: MaintainersEdit,
): Promise<void> {
  const change = await authorizeChange(registry, caller, name);
  await changePackage(registry.database, change, (tx, pkg, rights) => {
    change.assertMayManage(rights);
    const current = rights.pkg.maintainers;
    return setMaintainers(tx, pkg, { current, wanted: edit(current) });
  });
  await noteReaders(registry, name);
  noteChange(registry, name);
}
