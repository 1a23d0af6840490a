import type { PackageName } from "@larder/package-spec";
import { getPackage, PackageNotFoundError, type PackageRow } from "@larder/registry-database";

import type { Caller } from "../../accounts/caller.ts";
import type { RegistryParts } from "../../operating/registry-parts.ts";
import { readOrigin } from "../read-origin.ts";

/** Returns a package that is published here, for a caller who may read it. Throws {@link PackageNotFoundError} and what `readOrigin` throws. */
export async function hostedPackage(registry: RegistryParts, caller: Caller, name: PackageName): Promise<PackageRow> {
  const origin = await readOrigin(registry, caller, name);
  if (origin.type !== "hosted") throw new PackageNotFoundError(name);
  return getPackage(registry.database.db, name);
}
