import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

import { draftPath } from "./drafts.ts";
import type { StorePaths } from "./store-paths.ts";

/** Where a note of a host is kept. */
type NotePlace = Pick<StorePaths, "host" | "hosts" | "temporary">;

/** Notes that the host in `directory` uses the store. */
export function noteHost(paths: NotePlace, directory: string): void {
  const host = resolve(directory);
  const note = paths.host(host);
  if (readNote(note) === host) return;
  try {
    writeNote(paths, note, host);
  } catch (error) {
    // Of a disk that can only be read nothing is ever removed, so nobody has to know.
    if ((error as NodeJS.ErrnoException).code !== "EROFS") throw error;
  }
}

function writeNote(paths: NotePlace, note: string, host: string): void {
  mkdirSync(paths.hosts, { recursive: true });
  mkdirSync(paths.temporary, { recursive: true });
  const draft = draftPath(paths.temporary);
  // Once for each host. A note that a power cut leaves empty would no longer say what may not be removed.
  writeFileSync(draft, host, { flag: "wx", flush: true });
  renameSync(draft, note);
}

/** Returns the host that the note at a path names; `undefined` when there is none. */
export function readNote(note: string): string | undefined {
  try {
    return readFileSync(note, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
