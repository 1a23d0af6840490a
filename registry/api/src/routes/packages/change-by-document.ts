import { formatRevision } from "@larder/packument";

import type { RegistryParts } from "../../operating/registry-parts.ts";
import { applyChangeDocument, type DocumentChange } from "../../publishing/apply-change-document.ts";
import { changePackage, type PackageChange } from "../../publishing/change-package.ts";
import { noteChange, noteReaders } from "./note-change.ts";

/** Makes of a package what a document says, and returns its `_rev`. Throws what {@link applyChangeDocument} throws. */
export async function changeByDocument(
  registry: RegistryParts,
  change: PackageChange,
  wanted: Pick<DocumentChange, "document" | "mayRemove">,
): Promise<string> {
  const revision = await changePackage(registry.database, change, (tx, pkg, rights) =>
    applyChangeDocument(tx, pkg, { ...wanted, change, rights }),
  );
  if (wanted.document.versions === undefined) await noteReaders(registry, change.name);
  noteChange(registry, change.name);
  return formatRevision(revision);
}
