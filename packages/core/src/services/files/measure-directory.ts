import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Even an empty file takes a block, and many of them are a way to fill a disk. */
const blockBytes = 4096;

/** Returns what a file of so many bytes takes. */
export function roomOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / blockBytes)) * blockBytes;
}

/** Returns what everything in `directory` takes, in bytes; 0 where there is none. Links are not followed. */
export async function measureDirectory(directory: string): Promise<number> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries) {
    const found = await lstat(join(entry.parentPath, entry.name)).catch(() => undefined);
    if (found !== undefined) bytes += roomOf(found.isFile() ? found.size : 0);
  }
  return bytes;
}
