import { z } from "zod";

import { HostError } from "./host-error.ts";
import { hostPaths } from "./host-paths.ts";
import { readTextIfExists } from "./read-host-text.ts";
import { type InstallRecord, writeInstallRecords } from "./write-install-records.ts";

const recordsMax = 1_000;

const recordsSchema = z.array(
  z.object({ generation: z.int(), lockDigest: z.string(), switchedAt: z.string(), reason: z.string() }),
);

/** Returns the switches of the host, the newest last. Throws {@link HostError} when the file is damaged. */
export async function readInstallRecords(directory: string): Promise<readonly InstallRecord[]> {
  const path = hostPaths(directory).records;
  const text = await readTextIfExists(path);
  if (text === undefined) return [];
  try {
    return recordsSchema.parse(JSON.parse(text));
  } catch {
    throw new HostError(path, "is damaged", "Remove it: it is only the history of the host's installs");
  }
}

/** Adds a switch to the host's history, which keeps the last 1,000. */
export async function recordInstall(directory: string, record: InstallRecord): Promise<void> {
  const records = [...(await readInstallRecords(directory)), record].slice(-recordsMax);
  await writeInstallRecords(directory, records);
}
