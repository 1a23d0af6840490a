import { hostPaths } from "./host-paths.ts";
import { writeDurably } from "./write-durably.ts";

/** One switch of a host to a generation. */
export type InstallRecord = {
  readonly generation: number;
  /** sha256 in hex of the lock's text. */
  readonly lockDigest: string;
  /** When it was switched, ISO 8601. */
  readonly switchedAt: string;
  /** The command that did it, in words: `add @acme/chat`. */
  readonly reason: string;
};

/** Replaces the host's history, the newest switch last. */
export async function writeInstallRecords(directory: string, records: readonly InstallRecord[]): Promise<void> {
  await writeDurably(hostPaths(directory).records, `${JSON.stringify(records, undefined, 1)}\n`);
}
