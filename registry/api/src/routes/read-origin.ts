import type { PackageName } from "@larder/package-spec";
import { PackageNotFoundError } from "@larder/registry-database";

import { authorize } from "../accounts/authorize.ts";
import type { Caller } from "../accounts/caller.ts";
import { findOrigin, type Origin } from "../origins/find-origin.ts";
import type { RegistryParts, UplinkParts } from "../operating/registry-parts.ts";

/**
 * Returns where `name` comes from, for a caller who may read it, as of now.
 *
 * Throws {@link PackageNotFoundError} when no rule covers the name, and what {@link authorize} throws.
 */
export async function readOrigin(registry: RegistryParts, caller: Caller, name: PackageName): Promise<Origin> {
  await registry.refresh();
  return knownOrigin(registry, caller, name);
}

/** The same, as of the last refresh: enough for what never changes. */
export function knownOrigin(registry: RegistryParts, caller: Caller, name: PackageName): Origin {
  const { configuration, hostedNames } = registry;
  const origin = findOrigin(configuration, hostedNames.claims, name);
  if (origin === undefined) throw new PackageNotFoundError(name);
  const readers = origin.type === "hosted" ? hostedNames.readersOf(name) : null;
  authorize(caller, { action: "read", name, rule: origin.rule, readers });
  return origin;
}

/** May everybody read `name`, so that a shared cache may keep it? */
export function isForEverybody({ hostedNames }: RegistryParts, { type, rule }: Origin, name: PackageName): boolean {
  return rule.read.includes("$all") && (type === "uplink" || hostedNames.readersOf(name) === null);
}

/** Returns what serves the packages of the uplink of `origin`. */
export function uplinkOf(registry: RegistryParts, origin: Extract<Origin, { type: "uplink" }>): UplinkParts {
  const uplink = registry.uplinks.get(origin.uplink);
  if (uplink === undefined) throw new Error(`The uplink ${origin.uplink} is declared, but was not opened`);
  return uplink;
}
