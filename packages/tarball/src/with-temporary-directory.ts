import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Of this process, and still there. */
const directories = new Set<string>();

/**
 * Runs `use` with a private directory, which is gone afterwards. A command that is interrupted ends the process and
 * waits for nobody, so the directory goes then as well.
 */
export async function withTemporaryDirectory<Result>(
  prefix: string,
  use: (directory: string) => Promise<Result>,
): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), prefix));
  if (directories.size === 0) process.on("exit", removeAll);
  directories.add(directory);
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
    directories.delete(directory);
    if (directories.size === 0) process.off("exit", removeAll);
  }
}

function removeAll(): void {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
}
