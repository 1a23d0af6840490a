import type { HostManifest } from "./host-manifest.ts";
import { parseHostManifest } from "./parse-host-manifest.ts";
import { readHostManifestText } from "./read-host-text.ts";

/** Returns what the host in `directory` wants. Throws `HostError` when it is none, or not a valid one. */
export async function readHostManifest(directory: string): Promise<HostManifest> {
  return parseHostManifest(await readHostManifestText(directory));
}
