import type { PackageName } from "@larder/package-spec";
import { PackageNotFoundError } from "@larder/registry-database";

import { LoginNeededError } from "../../accounts/account-errors.ts";
import type { Caller } from "../../accounts/caller.ts";
import type { RegistryParts } from "../../operating/registry-parts.ts";
import { NotServedError } from "../../origins/policy-errors.ts";
import { notServedDocument } from "../../packuments/not-served-document.ts";
import type { ServedDocument } from "../../packuments/served-document.ts";
import { findServedDocument } from "../packages/find-served-document.ts";
import { knownOrigin } from "../read-origin.ts";

/**
 * Finds what a resolver reads of `name`, as of the last refresh; `undefined` for what the caller may not read, which
 * does not exist for a resolver either. Throws for what their token is not for, as every read does. A package that the registry's policy keeps back whole has no versions.
 */
export async function findReadable(
  registry: RegistryParts,
  { caller, name, hops }: { readonly caller: Caller; readonly name: PackageName; readonly hops: string },
): Promise<ServedDocument | undefined> {
  try {
    const origin = knownOrigin(registry, caller, name);
    return await findServedDocument(registry, { origin, name, form: "resolution", hops });
  } catch (error) {
    if (error instanceof NotServedError) return notServedDocument(name, error.hidden, registry.publicUrl);
    if (isUnreadable(error)) return undefined;
    throw error;
  }
}

function isUnreadable(error: unknown): boolean {
  return error instanceof PackageNotFoundError || error instanceof LoginNeededError;
}
