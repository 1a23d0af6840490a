import { randomBytes } from "node:crypto";
import { open, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Replaces the file at `path` by `text`: after a crash at any moment the file holds the old text or
 * the new one, whole. A file that is there keeps its mode, a new one gets `newMode`, and a link to a file stays a link.
 */
export async function writeDurably(path: string, text: string, newMode = modeDefault): Promise<void> {
  const target = await replace(path, { text, newMode, isSynced: true });
  await syncDirectory(dirname(target));
}

/** As {@link writeDurably}, for what may be gone after a power cut: it waits for no disk. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await replace(path, { text, newMode: modeDefault, isSynced: false });
}

async function replace(
  path: string,
  { text, newMode, isSynced }: { readonly text: string; readonly newMode: number; readonly isSynced: boolean },
): Promise<string> {
  const { target, mode } = await findTarget(path, newMode);
  const temporary = `${target}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await using file = await open(temporary, "wx", mode);
    await file.writeFile(text);
    if (isSynced) await file.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await rename(temporary, target);
  return target;
}

/** Writes the new file `path`, whose bytes survive a power cut; its name does so once its directory is synced. */
export async function writeSynced(path: string, text: string): Promise<void> {
  await using file = await open(path, "wx", modeDefault);
  await file.writeFile(text);
  await file.sync();
}

/** Makes the names in `directory` survive a power cut: a rename is durable only then. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === "win32") return;
  await using handle = await open(directory, "r");
  await handle.sync();
}

const modeDefault = 0o644;

async function findTarget(path: string, newMode: number): Promise<{ readonly target: string; readonly mode: number }> {
  try {
    const target = await realpath(path);
    return { target, mode: (await stat(target)).mode & 0o777 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { target: path, mode: newMode };
    throw error;
  }
}
