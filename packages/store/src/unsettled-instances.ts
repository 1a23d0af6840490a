import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";

import { draftPath } from "./drafts.ts";
import { type InstanceKey, isInstanceKey } from "./instance-keys.ts";
import type { StorePaths } from "./store-paths.ts";
import { namesIn } from "./stored-instances.ts";

/*
 * Thousands of files are not synced one by one: it would cost more than the download. So a power cut may
 * leave an instance whose files are missing, empty or short, although its name is there.
 *
 * Therefore the keys of instances that are about to appear are noted first, in a file that is synced, in a
 * folder named for the boot of the machine. While that boot lasts, nothing can have been lost. After it, an
 * instance that was noted then is not used before each of its bytes was compared with its record; only then,
 * or when it was removed, is it taken off the note.
 */

/** A note of an earlier boot, and the keys that it names. */
export type UnsettledNote = { readonly path: string; readonly keys: ReadonlySet<InstanceKey> };

/** Notes durably that instances of `keys` are about to appear. */
export async function noteUnsettled(paths: StorePaths, boot: string, keys: readonly InstanceKey[]): Promise<void> {
  const note = join(paths.unsettled, boot, draftPath("."));
  mkdirSync(dirname(note), { recursive: true });
  await writeSynced(note, keys);
  await Promise.all([dirname(note), paths.unsettled, paths.root].map(syncDirectory));
}

/** Returns what was noted before this boot. */
export function readUnsettled(paths: Pick<StorePaths, "unsettled">, boot: string): readonly UnsettledNote[] {
  const earlier = namesIn(paths.unsettled).filter((name) => name !== boot);
  return earlier.flatMap((name) => {
    const directory = join(paths.unsettled, name);
    return namesIn(directory).map((file) => readNote(join(directory, file)));
  });
}

/**
 * Takes `settled` off the notes. Others do the same at the same time: each takes off only what it has
 * looked at itself, so that whatever stays of both, no key is lost that nobody looked at.
 */
export async function settleKeys(
  paths: StorePaths,
  notes: readonly UnsettledNote[],
  settled: ReadonlySet<InstanceKey>,
): Promise<void> {
  for (const { path, keys } of notes) {
    const left = [...keys].filter((key) => !settled.has(key));
    if (left.length === keys.size && keys.size > 0) continue;
    if (left.length === 0) rmSync(path, { force: true });
    else await replaceNote(paths, path, left);
  }
}

async function replaceNote(paths: StorePaths, path: string, keys: readonly InstanceKey[]): Promise<void> {
  const draft = draftPath(paths.temporary);
  mkdirSync(paths.temporary, { recursive: true });
  await writeSynced(draft, keys);
  renameSync(draft, path);
}

async function writeSynced(path: string, keys: readonly InstanceKey[]): Promise<void> {
  await using file = await open(path, "wx");
  await file.writeFile(keys.map((key) => `${key}\n`).join(""));
  await file.sync();
}

/** A rename or a new name is durable only then. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === "win32") return;
  await using handle = await open(directory, "r");
  await handle.sync();
}

/** Another process may have taken the last key off it meanwhile. */
function readNote(path: string): UnsettledNote {
  try {
    return { path, keys: new Set(readFileSync(path, "utf8").split("\n").filter(isInstanceKey)) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { path, keys: new Set() };
    throw error;
  }
}
