import type { PackageName } from "@larder/package-spec";
import { PackageNotFoundError } from "@larder/registry-database";

import { authorize, authorizeAccount } from "../../accounts/authorize.ts";
import type { Caller } from "../../accounts/caller.ts";
import type { RegistryParts } from "../../operating/registry-parts.ts";
import { changePackage, type PackageChange } from "../../publishing/change-package.ts";
import { setStar } from "../../publishing/set-star.ts";
import { noteChange } from "../packages/note-change.ts";
import { readOrigin } from "../read-origin.ts";

/** Who likes which package, or no longer does. */
export type StarChange = { readonly caller: Caller; readonly name: PackageName; readonly isStarred: boolean };

/** Gives a package a star of the caller, or takes it back; returns the revision. Whoever may read a package may star it. */
export async function changeStar(registry: RegistryParts, { caller, name, isStarred }: StarChange): Promise<number> {
  const origin = await readOrigin(registry, caller, name);
  const fan = authorizeAccount(caller, { action: "star", what: `star \`${name}\`` });
  // Of a package of an uplink nothing is kept here that could have a star.
  if (origin.type !== "hosted") throw new PackageNotFoundError(name);
  const assertAllowed: PackageChange["assertAllowed"] = ({ pkg }) =>
    authorize(caller, { action: "read", name, rule: origin.rule, readers: pkg?.readers ?? null });
  const change = { name, caller: fan, at: registry.now(), assertAllowed };
  const revision = await changePackage(registry.database, change, (tx, pkg) =>
    setStar(tx, pkg, { userId: fan.userId, name: fan.name, isStarred }),
  );
  noteChange(registry, name);
  return revision;
}
