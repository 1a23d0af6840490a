/** Below which folder the folder is, and whose it has to be; `undefined` where users have no numbers. */
type OwnPlace = { readonly parent: string; readonly userId: number | undefined };

/**
 * Lets Node keep the code that it compiles, unless the environment says where to, or not to.
 *
 * V8 runs what it finds there, and Node's own place for it is one for all users of a machine: who comes first can leave
 * code for the others. So it is a folder of this user alone, or none.
 *
 * Modules of Node are asked for only here: the file that imports this one says on any Node which one is needed.
 */
export function keepCompiledCode(): void {
  const { enableCompileCache, getCompileCacheDir } = process.getBuiltinModule("node:module");
  if (getCompileCacheDir() !== undefined) return;
  const { tmpdir } = process.getBuiltinModule("node:os");
  const directory = findOwnDirectory({ parent: tmpdir(), userId: process.geteuid?.() });
  if (directory !== undefined) enableCompileCache(directory);
}

/** Returns the folder of compiled code below `parent`, and makes it; `undefined` where others may write to it, or it cannot be made. */
export function findOwnDirectory({ parent, userId }: OwnPlace): string | undefined {
  const { lstatSync, mkdirSync } = process.getBuiltinModule("node:fs");
  const { join } = process.getBuiltinModule("node:path");
  const directory = join(parent, userId === undefined ? "larder-compiled" : `larder-compiled-${userId}`);
  try {
    mkdirSync(directory, { mode: 0o700 });
    return directory;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") return undefined;
  }
  const found = lstatSync(directory, { throwIfNoEntry: false });
  if (found?.isDirectory() !== true) return undefined;
  const isOwn = userId === undefined || (found.uid === userId && (found.mode & 0o022) === 0);
  return isOwn ? directory : undefined;
}
