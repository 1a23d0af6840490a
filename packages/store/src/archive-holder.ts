import { existsSync, rmSync } from "node:fs";

import type { ResolvedNode } from "@larder/resolver";

import { packageInDraft, type StagedArchive } from "./archive-stage.ts";
import { copyFiles, linkFile } from "./copy-files.ts";
import { makeDraft, removeDraft } from "./drafts.ts";
import { type EntryRecord, readRecord } from "./entry-record.ts";
import { isInstanceThere } from "./settle-instances.ts";
import type { StorePaths } from "./store-paths.ts";

/** The files of an archive in a private directory, of which an instance can be built. */
export type DraftedArchive = Pick<StagedArchive, "draft" | "filesText" | "bins">;

/** Returns the record of an instance that has the files of an archive; `undefined` when none is known. */
export function findHolder(
  paths: StorePaths,
  { integrity, name }: Pick<ResolvedNode, "integrity" | "name">,
): EntryRecord | undefined {
  const record = readRecord(paths.digest(integrity));
  return record?.integrity === integrity && record.name === name && isInstanceThere(paths, record.key)
    ? record
    : undefined;
}

/** Is there probably an instance that has the files of an archive? Nothing is read: it is asked of hundreds, before any is needed. */
export function isArchiveNoted(paths: StorePaths, { integrity }: Pick<ResolvedNode, "integrity">): boolean {
  return existsSync(paths.digest(integrity));
}

/** Notes that the instance of `key` has the files of its archive, in place of one that is gone. */
export function noteHolder(paths: StorePaths, { key, integrity }: Pick<EntryRecord, "key" | "integrity">): void {
  const [record, digest] = [paths.record(key), paths.digest(integrity)];
  if (linkNew(record, digest)) return;
  rmSync(digest, { force: true });
  // Another process may have noted its own meanwhile, which is as good.
  linkNew(record, digest);
}

/** Says whether there was room for it. */
function linkNew(source: string, target: string): boolean {
  try {
    linkFile(source, target);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Drafts the files that `holder` has; `undefined` when they are no longer there. */
export function draftFrom(paths: StorePaths, holder: EntryRecord): DraftedArchive | undefined {
  const draft = makeDraft(paths.temporary);
  const { key, name, files, bins } = holder;
  try {
    copyFiles(files, paths.packageIn(key, name), packageInDraft(draft, name));
    return { draft, filesText: JSON.stringify(files), bins };
  } catch (error) {
    removeDraft(draft);
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
