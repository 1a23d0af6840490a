import type { PackageName } from "@larder/package-spec";
import { listRestricted } from "@larder/registry-database";

import type { RegistryParts } from "../../operating/registry-parts.ts";
import type { PublishOutcome } from "../../publishing/publish-version.ts";

/** Says that a transaction that changed what is published of `name` has committed. */
export function noteChange(registry: RegistryParts, name: PackageName): void {
  registry.hostedDocuments.forget(name);
  registry.hostedTarballs.forget(name);
  registry.countWrite();
}

/** Says that a publish has committed. Its archive is new, so that nobody remembers an older one. */
export async function notePublish(
  registry: RegistryParts,
  { name, isRestricted, type }: PublishOutcome,
): Promise<void> {
  if (type === "created") registry.operations.metrics.countPublished(1);
  if (isRestricted) await noteReaders(registry, name);
  registry.hostedDocuments.forget(name);
  registry.countWrite();
}

/**
 * Says that a transaction that may have changed whom `name` is for has committed. A new name is told of it before
 * {@link noteChange}, so that nobody sees it in between.
 */
export async function noteReaders(registry: RegistryParts, name: PackageName): Promise<void> {
  // On Postgres it comes to every replica in the order of the commits, and to this one in the same way.
  if (registry.database.engine === "postgres") return registry.refresh();
  const restricted = await listRestricted(registry.database.db, [name]);
  registry.hostedNames.setReaders(name, restricted.get(name) ?? null);
}
