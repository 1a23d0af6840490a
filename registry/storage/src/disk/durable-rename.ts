import { mkdir, open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** Renames files so that a power cut afterwards cannot undo it. */
export type DurableRename = (source: string, target: string) => Promise<void>;

/**
 * Returns a rename for targets below `root`, which is durable itself.
 *
 * A file is there after a power cut only when the folder that names it was synced, and that folder
 * only when its own parent was. Folders are synced once per process: another process may have made
 * one and not have synced it yet.
 */
export function createDurableRename(root: string): DurableRename {
  const durableFolders = new Set([root]);

  const makeFolder = async (folder: string): Promise<void> => {
    if (durableFolders.has(folder)) return;
    await makeFolder(dirname(folder));
    await mkdir(folder, { recursive: true });
    await syncPath(dirname(folder));
    durableFolders.add(folder);
  };

  return async (source, target) => {
    await makeFolder(dirname(target));
    await rename(source, target);
    await syncPath(dirname(target));
  };
}

/** Makes `folder` and syncs it into its parent. */
export async function makeDurableFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await syncPath(folder);
  await syncPath(dirname(folder));
}

/** Syncs what was written to the file, or the names in the folder, at `path`. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
