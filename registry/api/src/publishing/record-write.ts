import type { Json } from "@larder/packument";
import {
  appendAudit,
  bumpChange,
  bumpPackageRevision,
  type ChangeKind,
  type Database,
  type PackageRow,
} from "@larder/registry-database";

import { type PackageState, readPackageState, storeDocuments } from "./store-documents.ts";

/** What a transaction did to a package, for those who follow and those who check. */
export type Write = {
  readonly kind: ChangeKind;
  readonly actor: {
    readonly userId: number | null;
    readonly name: string;
    /** Where the client was, when it came over the network. */
    readonly address?: string | undefined;
  };
  /** `@acme/chat@1.0.0` */
  readonly target: string;
  readonly before?: Json;
  readonly after?: Json;
  readonly at: Date;
  /** When the package counts as modified, where that is not `at`: a star changes nothing that anybody installs. */
  readonly modifiedAt?: Date;
};

/**
 * Ends a transaction that changed a package: counts its revision, renders its documents, writes the
 * audit row, and last of all takes the next number of the change sequence. Returns the new revision.
 */
export async function recordWrite(tx: Database, pkg: PackageRow, write: Write): Promise<number> {
  const changed = await storeWrite(tx, pkg, write);
  await announceWrite(tx, changed, write);
  return changed.revision;
}

/**
 * All of {@link recordWrite} but the number: what several packages of one transaction do before any is announced.
 *
 * The writer of a package that this transaction has made tells its whole state, `made`: nothing is then to be read,
 * and the write that made it is already counted.
 */
export async function storeWrite(
  tx: Database,
  pkg: PackageRow,
  write: Write,
  made?: PackageState,
): Promise<PackageRow> {
  const { kind, actor, target, before = null, after = null, at } = write;
  const changed =
    made === undefined ? await bumpPackageRevision(tx, { packageId: pkg.id, at: write.modifiedAt ?? at }) : pkg;
  const state = made ?? (await readPackageState(tx, changed));
  // Neither waits for the other, so that they take one way to the database.
  await Promise.all([
    storeDocuments(tx, changed, state),
    appendAudit(tx, {
      at,
      actorId: actor.userId,
      actor: actor.name,
      action: `package.${kind}`,
      target,
      before,
      after,
      ip: actor.address ?? null,
    }),
  ]);
  return changed;
}

/** Gives a stored write its number. From here on the transaction holds up every other writer of the registry. */
export async function announceWrite(tx: Database, { name, revision }: PackageRow, write: Write): Promise<void> {
  await bumpChange(tx, { packageName: name, revision, kind: write.kind, changedAt: write.at });
}
