import type { PackageName } from "@larder/package-spec";
import { findPackageRights, PackageNotFoundError } from "@larder/registry-database";

import { LoginNeededError } from "../accounts/account-errors.ts";
import { authorize } from "../accounts/authorize.ts";
import type { Caller } from "../accounts/caller.ts";
import type { PackageChange } from "../publishing/change-package.ts";
import type { RegistryParts } from "../operating/registry-parts.ts";
import { readOrigin } from "./read-origin.ts";

/**
 * Returns the permission to change a package that is published here; the transaction asks it again.
 *
 * Throws `PackageNotFoundError` for a package of an uplink: nothing of it can be changed here. Throws what
 * {@link authorize} throws, before a body is read.
 */
export async function authorizeChange(
  registry: RegistryParts,
  caller: Caller,
  name: PackageName,
): Promise<PackageChange> {
  const { rule, type } = await readOrigin(registry, caller, name);
  if (caller.type === "anonymous") throw new LoginNeededError(`change \`${name}\``);
  if (type !== "hosted") throw new PackageNotFoundError(name);
  const at = registry.now();
  const change: PackageChange = {
    name,
    caller,
    at,
    assertAllowed: (rights) => authorize(caller, { action: "publish", name, rule, rights }),
    assertMayManage: (rights) => authorize(caller, { action: "manage", name, rule, rights }),
    assertMayUnpublish: (facts) => authorize(caller, { action: "unpublish", name, rule, at, ...facts }),
  };
  const rights = await findPackageRights(registry.database.db, name);
  if (rights.pkg === undefined) throw new PackageNotFoundError(name);
  change.assertAllowed(rights);
  return change;
}
