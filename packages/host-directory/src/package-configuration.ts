import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import {
  type ConfigurationEdit,
  editConfigurationText,
  parseConfiguration,
  type WrittenConfiguration,
} from "./configuration-text.ts";
import { editHostManifest } from "./edit-host-manifest.ts";
import { HostError } from "./host-error.ts";
import type { PackageSettings } from "./host-manifest.ts";
import { hostManifestName, hostPaths } from "./host-paths.ts";
import { parseHostManifest } from "./parse-host-manifest.ts";
import { readHostManifestText, readTextIfExists } from "./read-host-text.ts";
import { writeDurably } from "./write-durably.ts";

/** What an operator wrote for one package, and where. */
export type ConfigurationFile = {
  readonly values: WrittenConfiguration;
  /** The file, relative to the host: `larder.yaml`, or the one that it names. */
  readonly place: string;
};

/**
 * Returns what the operator of the host in `directory` wrote as the configuration of a package with `settings`: in
 * larder.yaml itself, or in the file that it names. Throws {@link HostError} when that file is not there, or no map.
 */
export async function readPackageConfiguration(
  directory: string,
  settings: Pick<PackageSettings, "config"> | undefined,
): Promise<ConfigurationFile> {
  const config = settings?.config;
  if (typeof config !== "string") return { values: config ?? {}, place: hostManifestName };
  const text = await readConfigurationText(resolve(hostPaths(directory).directory, config), config);
  if (text !== undefined) return { values: parseConfiguration(text, config), place: config };
  throw new HostError(
    config,
    `is named by \`${hostManifestName}\` as a configuration, and is not there`,
    `Write it, or take the line out of \`${hostManifestName}\``,
  );
}

/**
 * Changes one setting where the operator wrote the configuration of `packageName`, whole or not at all; comments and
 * the order of everything else stay. Returns the file that has it now. Throws {@link HostError}.
 */
export async function editPackageConfiguration(
  directory: string,
  packageName: string,
  edit: ConfigurationEdit,
): Promise<string> {
  const paths = hostPaths(directory);
  const manifest = await readHostManifestText(directory);
  const { config } = parseHostManifest(manifest).packages[packageName] ?? {};
  if (typeof config !== "string") {
    await replace(
      paths.manifest,
      manifest,
      editHostManifest(manifest, [{ type: "config", name: packageName, ...edit }]),
    );
    return hostManifestName;
  }
  const path = resolve(paths.directory, config);
  const text = (await readConfigurationText(path, config)) ?? "";
  await mkdir(dirname(path), { recursive: true });
  await replace(path, text, editConfigurationText(text, config, edit));
  return config;
}

/** More than anybody writes, and than can be read in a moment. */
const bytesMax = 1024 * 1024;

/** What cannot be read is told of as the configuration of its package, and keeps no other one from anything. */
async function readConfigurationText(path: string, place: string): Promise<string | undefined> {
  const fix = `Mend it, or take the line out of \`${hostManifestName}\``;
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new HostError(place, "is no file", fix);
    if (found.size > bytesMax) throw new HostError(place, `is larger than ${bytesMax / 1024} KB`, fix);
    return await readTextIfExists(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof HostError || code === undefined) throw error;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new HostError(place, `cannot be read (${code})`, fix);
  }
}

async function replace(path: string, text: string, edited: string): Promise<void> {
  if (edited !== text) await writeDurably(path, edited);
}
