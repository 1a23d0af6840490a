import { randomUUID } from "node:crypto";
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, renameSync, truncateSync } from "node:fs";
import { join } from "node:path";

/**
 * Takes what is at `paths` away, into the folder `aside`, where it stays without its bytes until the bench ends. A file
 * that has a name elsewhere, too, keeps them.
 *
 * A disk without a journal gives the inode of a removed file to nobody for some minutes, and looks at all such inodes
 * again for each file that is made. After 40,000 files were removed, making as many others took three times as long,
 * and whose files were removed last decided how long a client took.
 */
export function putAside(paths: readonly string[], aside: string): void {
  const place = join(aside, randomUUID());
  mkdirSync(place, { recursive: true });
  for (const path of paths) if (existsSync(path)) renameSync(path, join(place, randomUUID()));

  const names = new Map<number, number>();
  for (const path of listFiles(place)) {
    const { ino, nlink, size } = lstatSync(path);
    const found = (names.get(ino) ?? 0) + 1;
    names.set(ino, found);
    if (found < nlink || size === 0) continue;
    chmodSync(path, 0o600);
    truncateSync(path);
  }
}

/** Links are not followed: what they lead to may be there to stay. */
function* listFiles(directory: string): Generator<string> {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* listFiles(path);
    else if (entry.isFile()) yield path;
  }
}
