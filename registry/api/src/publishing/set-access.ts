import { scopeOf } from "@larder/package-spec";
import { type Database, openPackage, type PackageRow, restrictPackage } from "@larder/registry-database";

import type { AppliedChange } from "./change-package.ts";
import type { Access } from "./check-publish-document.ts";
import { UnscopedPackageError } from "./publish-errors.ts";

/** Says whom a package is for; `undefined` when it is so already. Throws {@link UnscopedPackageError}. */
export async function setAccess(tx: Database, pkg: PackageRow, access: Access): Promise<AppliedChange | undefined> {
  if (access === "restricted" && scopeOf(pkg.name) === undefined) throw new UnscopedPackageError(pkg.name);
  const before = accessOf(pkg);
  if (before === access) return undefined;
  await (access === "restricted" ? restrictPackage(tx, pkg.id) : openPackage(tx, pkg.id));
  return { kind: "access", target: pkg.name, before, after: access };
}

/** Returns whom a package is for. */
function accessOf({ readers }: Pick<PackageRow, "readers">): Access {
  return readers === null ? "public" : "restricted";
}
