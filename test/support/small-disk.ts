import { spawnSync } from "node:child_process";
import { statfs, writeFile } from "node:fs/promises";

import { onTestFinished } from "vitest";

import { temporaryDirectory } from "./temporary-directory.ts";

/** Can a disk of its own size be mounted here? Only an administrator may. */
export const canMountDisks =
  process.platform === "linux" &&
  process.getuid?.() === 0 &&
  spawnSync("unshare", ["--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).status === 0;

/** Mounts a disk of `size`, such as `96m`, for the running test. */
export async function smallDisk(size: string): Promise<string> {
  const directory = await temporaryDirectory("small-disk");
  const { status, stderr } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", directory]);
  if (status !== 0) throw new Error(`No disk could be mounted: ${String(stderr)}`);
  onTestFinished(() => {
    spawnSync("umount", ["--lazy", directory]);
  });
  return directory;
}

/** Fills the disk that `filler` is on, but for `leaving` bytes. */
export async function fillDisk(filler: string, { leaving }: { readonly leaving: number }): Promise<void> {
  await writeFile(filler, "");
  const { bavail, bsize } = await statfs(filler);
  await writeFile(filler, Buffer.alloc(Math.max(0, bavail * bsize - leaving)));
}
