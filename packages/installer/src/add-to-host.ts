import {
  editHostManifest,
  holdHost,
  type HostManifestEdit,
  parseHostManifest,
  readHostManifestText,
  readLock,
} from "@larder/host-directory";
import type { Lockfile } from "@larder/lockfile";

import { changeHost, type InstallResult, writeWants } from "./change-host.ts";
import { coreOfferDefault } from "./core-offer.ts";
import type { InstallOptions } from "./install-host.ts";
import { UnknownWantError } from "./installer-error.ts";
import { type NewWant, readNewWant } from "./new-want.ts";
import { relock } from "./settle-lock.ts";

/** What `addToHost` and `removeFromHost` did. */
export type WantsResult = {
  /** The wants that were added or removed, as `larder.yaml` says them. */
  readonly wants: { readonly [alias: string]: string };
  readonly lock: Lockfile;
  /** Absent when only the lock was made. */
  readonly install?: InstallResult;
};

/** How packages are added. */
export type AddOptions = InstallOptions & {
  /** `name`, `name@range`, `name@tag`, `alias@npm:name@range`. */
  readonly specs: readonly string[];
  /** Let their code run in the host's own process. */
  readonly trust?: boolean;
  /** Make the lock, and install nothing. */
  readonly lockOnly?: boolean;
};

/**
 * Adds wants to a host and brings it there. `larder.yaml` is written only when everything was solved,
 * fetched and verified: what cannot be installed is not wanted either.
 */
export async function addToHost(options: AddOptions): Promise<WantsResult> {
  const wants = await Promise.all(options.specs.map((spec) => readNewWant(options.client, spec)));
  const edits = wants.flatMap((want) => editsOf(want, options.trust === true));
  const result = await changeWants(options, edits, `add ${options.specs.join(" ")}`);
  return { ...result, wants: Object.fromEntries(wants.map(({ alias, wanted }) => [alias, wanted])) };
}

/** Removes wants from a host and brings it there. Throws {@link UnknownWantError} for a name that it does not want. */
export async function removeFromHost(
  options: InstallOptions & { readonly aliases: readonly string[]; readonly lockOnly?: boolean },
): Promise<WantsResult> {
  const { aliases, directory } = options;
  const before = parseHostManifest(await readHostManifestText(directory)).wants;
  const unknown = aliases.find((alias) => !before.some((want) => want.alias === alias));
  if (unknown !== undefined)
    throw new UnknownWantError(
      unknown,
      before.map((want) => want.alias),
    );
  const edits = aliases.map((alias): HostManifestEdit => ({ type: "unwant", alias }));
  const result = await changeWants(options, edits, `remove ${aliases.join(" ")}`);
  const removed = before.filter(({ alias }) => aliases.includes(alias));
  return { ...result, wants: Object.fromEntries(removed.map(({ alias, wanted }) => [alias, wanted])) };
}

function editsOf(want: NewWant, trust: boolean): readonly HostManifestEdit[] {
  const edit: HostManifestEdit = { type: "want", alias: want.alias, wanted: want.wanted };
  return trust ? [edit, { type: "mode", name: want.name, mode: "trusted" }] : [edit];
}

async function changeWants(
  options: InstallOptions & { readonly lockOnly?: boolean },
  edits: readonly HostManifestEdit[],
  reason: string,
): Promise<Omit<WantsResult, "wants">> {
  const { directory, client, store, environment = {} } = options;
  const { onProgress = () => undefined, core = coreOfferDefault } = options;
  const hold = { command: `larder ${reason}`, onWait: (why: string) => onProgress({ type: "waiting", reason: why }) };
  return await holdHost(directory, hold, async () => {
    const manifestText = editHostManifest(await readHostManifestText(directory), edits);
    const manifest = parseHostManifest(manifestText);
    const locked = await readLock(directory);
    const lock = await relock({ manifest, locked, client, core, onProgress, update: [] });

    const target = { manifestText, lock, reason };
    if (options.lockOnly === true) {
      await writeWants(directory, target);
      return { lock };
    }
    return { lock, install: await changeHost({ directory, store, client, environment, onProgress }, target) };
  });
}
