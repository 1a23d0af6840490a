import { lstat, mkdir } from "node:fs/promises";
import { join } from "node:path";

import { HostError } from "./host-error.ts";
import { hostManifestName, hostPaths } from "./host-paths.ts";
import { parseHostManifest } from "./parse-host-manifest.ts";
import { readTextIfExists } from "./read-host-text.ts";
import { writeDurably } from "./write-durably.ts";

/**
 * Makes `directory` a host that wants nothing yet, and the directory itself when it is missing.
 *
 * @returns the files that were written, relative to the host.
 * @throws {HostError} when it is a host already, or the URL or the alias cannot be used.
 */
export async function initHost(
  directory: string,
  registry: { readonly registryUrl: string; readonly alias?: string },
): Promise<readonly string[]> {
  const paths = hostPaths(directory);
  if (await exists(paths.manifest)) {
    throw new HostError(
      paths.directory,
      `is a host already: it has a \`${hostManifestName}\``,
      `Add a package with \`larder add NAME --cwd ${directory}\``,
    );
  }
  const manifest = newManifest(registry.registryUrl, registry.alias ?? "home");
  parseHostManifest(manifest);

  await mkdir(paths.directory, { recursive: true });
  const ignored = await ignoreState(join(paths.directory, ".gitignore"));
  await writeDurably(paths.manifest, manifest);
  return ignored ? [hostManifestName, ".gitignore"] : [hostManifestName];
}

function newManifest(url: string, alias: string): string {
  return `# What this host wants. \`larder add\` edits it and keeps your comments; larder.lock holds the answer.
registries:
  ${alias}: ${url}
wants: {}
`;
}

/** Keeps `.larder/` out of version control; returns whether that had to be said. */
async function ignoreState(path: string): Promise<boolean> {
  const present = (await readTextIfExists(path)) ?? "";
  if (present.split(/\r?\n/).some((line) => /^\/?\.larder\/?$/.test(line.trim()))) return false;
  const separator = present === "" || present.endsWith("\n") ? "" : "\n";
  await writeDurably(path, `${present}${separator}.larder/\n`);
  return true;
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
