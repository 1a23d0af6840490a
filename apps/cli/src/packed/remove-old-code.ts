const { readdirSync, statSync, unlinkSync } = process.getBuiltinModule("node:fs");
const { basename, dirname, join } = process.getBuiltinModule("node:path");

const keptMsMax = 30 * 24 * 3_600_000;

/**
 * Removes what was compiled more than 30 days ago, also by Node, from the folder that `codeDirectory` is in: releases of
 * Larder and of Node leave theirs behind, and what is still in use is compiled once more. A folder that the user named
 * has code of other programs in it, and is left alone.
 */
export function removeOldCode(codeDirectory: string): void {
  const own = dirname(codeDirectory);
  if (!basename(own).startsWith("larder-compiled")) return;
  for (const folder of listNames(own)) {
    for (const name of listNames(join(own, folder))) removeIfOld(join(own, folder, name));
  }
}

function listNames(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    // Something else than a folder of a Node; or what may not be read, which is no reason for a command to fail.
    return [];
  }
}

function removeIfOld(path: string): void {
  try {
    if (Date.now() - statSync(path).mtimeMs > keptMsMax) unlinkSync(path);
  } catch {
    // Another command has removed it first, or the disk refuses: it is looked at again another time.
  }
}
