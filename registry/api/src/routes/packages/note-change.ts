import type { PackageName } from "@larder/package-spec";

import type { RegistryParts } from "../../operating/registry-parts.ts";

/** Says that a transaction that changed what is published of `name` has committed. */
export function noteChange(registry: RegistryParts, name: PackageName): void {
  registry.hostedDocuments.forget(name);
  registry.hostedTarballs.forget(name);
  registry.countWrite();
}
