import {
  editHostManifest,
  holdHost,
  type HostManifest,
  type HostManifestEdit,
  parseHostManifest,
  readHostManifestText,
} from "@larder/host-directory";
import type { Lockfile } from "@larder/lockfile";
import type { PackageName } from "@larder/package-spec";

import { changeHost, type InstallResult, writeWants } from "./change-host.ts";
import { type ChangeMeans, changeMeans } from "./change-means.ts";
import { holdFor } from "./hold-for.ts";
import type { InstallOptions } from "./install-host.ts";
import { OfflineError, UnknownWantError } from "./installer-error.ts";
import { readNewWant } from "./new-want.ts";
import { relock } from "./settle-lock.ts";
import { readHostLock } from "./read-host-lock.ts";

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
  /** `name`, `name@range`, `alias@npm:name@range`; also, with or without `name@`: `user/repo`, `https://…`, `./folder`, `./archive.tgz`. */
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
  if (options.offline === true) throw new OfflineError("What is added has to be resolved");
  const means = changeMeans(options);
  const wants = await Promise.all(options.specs.map((spec) => readNewWant(means, spec)));
  const result = await changeWants(options, means, {
    edits: wants.map(({ alias, wanted }) => ({ type: "want", alias, wanted })),
    trusted: options.trust === true ? wants.map((want) => want.name) : [],
    reason: `add ${options.specs.join(" ")}`,
  });
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
  const result = await changeWants(options, changeMeans(options), {
    edits: aliases.map((alias) => ({ type: "unwant", alias })),
    trusted: [],
    reason: `remove ${aliases.join(" ")}`,
  });
  const removed = before.filter(({ alias }) => aliases.includes(alias));
  return { ...result, wants: Object.fromEntries(removed.map(({ alias, wanted }) => [alias, wanted])) };
}

type WantsChange = {
  readonly edits: readonly HostManifestEdit[];
  /** Packages whose code may run in the host's own process. */
  readonly trusted: readonly PackageName[];
  readonly reason: string;
};

async function changeWants(
  options: InstallOptions & { readonly lockOnly?: boolean },
  means: ChangeMeans,
  { edits, trusted, reason }: WantsChange,
): Promise<Omit<WantsResult, "wants">> {
  const { directory, store } = options;
  return await holdHost(directory, holdFor(reason, means), async () => {
    const wantsText = editHostManifest(await readHostManifestText(directory), edits);
    const manifest = withOrigins(parseHostManifest(wantsText), edits);
    const locked = await readHostLock(directory);
    const lock = await relock({ ...means, manifest, locked, update: [] });

    const manifestText = editHostManifest(wantsText, modeEdits(lock, trusted));
    const target = { manifestText, lock, reason };
    if (options.lockOnly === true) {
      await writeWants(directory, target);
      return { lock };
    }
    return { lock, install: await changeHost({ ...means, store }, target) };
  });
}

/** A new want stands in no line of `larder.yaml` yet: a conflict must not send anyone there. */
function withOrigins(manifest: HostManifest, edits: readonly HostManifestEdit[]): HostManifest {
  const added = new Set(edits.filter((edit) => edit.type === "want").map(({ alias }) => alias));
  const wants = manifest.wants.map((want) => (added.has(want.alias) ? { ...want, origin: "the command line" } : want));
  return { ...manifest, wants };
}

/** A library has no mode: it runs as part of whoever imports it. */
function modeEdits({ resolution }: Lockfile, trusted: readonly PackageName[]): readonly HostManifestEdit[] {
  const singletons = new Set(resolution.nodes.filter((node) => node.kind === "singleton").map((node) => node.name));
  return trusted.filter((name) => singletons.has(name)).map((name) => ({ type: "mode", name, mode: "trusted" }));
}
