import { readdir, readlink } from "node:fs/promises";
import { basename } from "node:path";

import { HostError } from "./host-error.ts";
import { hostPaths } from "./host-paths.ts";

/** The name of the file in a generation that describes it. */
export const generationIndexName = "packages.json";

/**
 * Returns the number of the generation that `.larder/current` points at; `undefined` when it points at none.
 * Throws {@link HostError} when it is no link: what copied the host has followed it.
 */
export async function findCurrentNumber(directory: string): Promise<number | undefined> {
  const { current } = hostPaths(directory);
  try {
    const number = Number(basename(await readlink(current)));
    return Number.isSafeInteger(number) ? number : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (code !== "EINVAL") throw error;
    throw new HostError(
      current,
      "is no link to a generation",
      "Remove it, and run `larder install`; copy a host without `.larder`, or with its links as they are",
    );
  }
}

/** Returns the numbers of the generations that are there, ascending. A link is none: no install has made it. */
export async function listGenerations(directory: string): Promise<readonly number[]> {
  try {
    const entries = await readdir(hostPaths(directory).generations, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && /^[1-9]\d*$/.test(entry.name))
      .map(({ name }) => Number(name))
      .toSorted((left, right) => left - right);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
