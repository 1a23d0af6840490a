import { readFile } from "node:fs/promises";

import { HostError } from "./host-error.ts";
import { hostManifestName, hostPaths } from "./host-paths.ts";

/** Returns the text of the `larder.yaml` in `directory`. Throws {@link HostError} when there is none. */
export async function readHostManifestText(directory: string): Promise<string> {
  const paths = hostPaths(directory);
  const text = await readTextIfExists(paths.manifest);
  if (text !== undefined) return text;
  throw new HostError(
    paths.directory,
    `is not a host: it has no \`${hostManifestName}\``,
    `Make it one with \`larder host init ${directory}\``,
  );
}

/** Returns the text of the file at `path`; `undefined` when there is no such file. */
export async function readTextIfExists(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}
