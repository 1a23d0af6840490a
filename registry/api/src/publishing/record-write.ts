import type { Json } from "@larder/packument";
import {
  appendAudit,
  bumpChange,
  bumpPackageRevision,
  type ChangeKind,
  type Database,
  type PackageRow,
} from "@larder/registry-database";

import { storeDocuments } from "./store-documents.ts";

/** What a transaction did to a package, for those who follow and those who check. */
export type Write = {
  readonly kind: ChangeKind;
  readonly actor: { readonly userId: number; readonly name: string };
  /** `@acme/chat@1.0.0` */
  readonly target: string;
  readonly before?: Json;
  readonly after?: Json;
  readonly at: Date;
};

/**
 * Ends a transaction that changed a package: counts its revision, renders its documents, writes the
 * audit row, and last of all takes the next number of the change sequence. Returns the new revision.
 */
export async function recordWrite(tx: Database, pkg: PackageRow, write: Write): Promise<number> {
  const { kind, actor, target, before = null, after = null, at } = write;
  const changed = await bumpPackageRevision(tx, { packageId: pkg.id, at });
  await storeDocuments(tx, changed);
  await appendAudit(tx, {
    at,
    actorId: actor.userId,
    actor: actor.name,
    action: `package.${kind}`,
    target,
    before,
    after,
  });
  await bumpChange(tx, { packageName: pkg.name, revision: changed.revision, kind, changedAt: at });
  return changed.revision;
}
