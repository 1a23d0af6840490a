import { chmodSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";

import { ExpectedError } from "@larder/errors";
import type { Integrity } from "@larder/package-spec";
import type { ResolvedNode } from "@larder/resolver";
import { unpackTarball } from "@larder/tarball";

import { type FileSizes, hasSizes, readSizes, writeSizes } from "./file-sizes.ts";
import { ensureEntry } from "./private-entry.ts";
import { readBins } from "./read-bins.ts";
import { IntegrityError } from "./store-error.ts";
import { filesName, sizesName, type StorePaths } from "./store-paths.ts";
import { verifiedBytes, type VerifiedBytes } from "./verified-bytes.ts";

/**
 * Unpacks the archive of `node` into the store unless it is there and whole, and returns how many bytes were
 * read for it. Throws {@link IntegrityError} when they are not those that were locked; then nothing
 * of them stays.
 */
export async function ensureFiles(
  paths: StorePaths,
  node: ResolvedNode,
  fetchTarball: (node: ResolvedNode) => AsyncIterable<Uint8Array>,
): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const progress = { size: 0 };
    try {
      await ensureEntry(paths.temporary, {
        target: paths.archive(node.integrity),
        isWhole: () => findSizes(paths, node.integrity) !== undefined,
        build: async (directory) => {
          const files = join(directory, filesName);
          mkdirSync(files);
          await unpackVerified(node, verifiedBytes(fetchTarball(node), progress), files);
          writeSizes(join(directory, sizesName), protect(files));
        },
      });
      return progress.size;
    } catch (error) {
      if (attempt === attemptsMax || !brokeOff(error, progress.size)) throw error;
    }
  }
}

const attemptsMax = 3;

/** Returns the sizes of the files of an archive; `undefined` when the store has it not, or not whole. */
export function findSizes(paths: StorePaths, integrity: Integrity): FileSizes | undefined {
  const sizes = readSizes(join(paths.archive(integrity), sizesName));
  return sizes !== undefined && hasSizes(paths.files(integrity), sizes) ? sizes : undefined;
}

/** A connection that broke in the middle of an archive is worth another try; one that never began was tried enough. */
function brokeOff(error: unknown, size: number): boolean {
  return error instanceof ExpectedError && error.code === "ENETWORK" && size > 0;
}

/** Wrong bytes are often broken bytes too: then the integrity is what must be said, not where they broke. */
async function unpackVerified(node: ResolvedNode, bytes: VerifiedBytes, directory: string): Promise<void> {
  const [unpacked] = await Promise.allSettled([unpackTarball(bytes.read(), directory)]);
  const received = await bytes.finish();
  if (received !== node.integrity) throw new IntegrityError(node, received);
  if (unpacked.status === "rejected") throw unpacked.reason;
}

/** Makes all files read-only, and those that are commands executable: many hosts share them. Returns their sizes. */
function protect(directory: string): FileSizes {
  const commands = new Set(readBins(directory).map((bin) => join(directory, bin.path)));
  const sizes = new Map<string, number>();
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const { mode, size } = statSync(path);
    chmodSync(path, commands.has(path) || (mode & 0o100) !== 0 ? 0o555 : 0o444);
    sizes.set(relative(directory, path).replaceAll(sep, "/"), size);
  }
  return Object.fromEntries(sizes);
}
