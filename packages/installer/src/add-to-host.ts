import {
  editHostManifest,
  holdHost,
  type HostManifest,
  type HostManifestEdit,
  parseHostManifest,
  readHostManifestText,
} from "@larder/host-directory";
import type { Lockfile } from "@larder/lockfile";
import { type PackageName, parsePackageName, parseWanted } from "@larder/package-spec";

import { changeHost, type InstallResult, writeWants } from "./change-host.ts";
import { type ChangeMeans, changeMeans } from "./change-means.ts";
import type { Consent } from "./consent.ts";
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
  /** Decides about what packages ask for beyond what the operator agreed to. */
  readonly consent?: Consent;
  /**
   * Leave what the host has already at its want and its version: this is only about `trust` and `consent`. Without it
   * a bare name is wanted in its newest version.
   */
  readonly keepKnown?: boolean;
  /** Make the lock, and install nothing. */
  readonly lockOnly?: boolean;
};

/**
 * Adds wants to a host and brings it there. `larder.yaml` is written only when everything was solved,
 * fetched and verified: what cannot be installed is not wanted either.
 */
export async function addToHost(options: AddOptions): Promise<WantsResult> {
  if (options.offline === true) throw new OfflineError("What is added has to be resolved");
  const { specs, directory, trust = false, keepKnown = false } = options;
  const means = changeMeans(options);
  const known = keepKnown ? await listKnownPackages(directory) : [];
  const kept = known.filter(({ called }) => specs.includes(called));
  const wants = await Promise.all(
    specs.filter((spec) => kept.every(({ called }) => called !== spec)).map((spec) => readNewWant(means, spec)),
  );
  const named = [...wants, ...kept].map(({ name }) => name);
  const result = await changeWants(options, means, {
    edits: wants.map(({ alias, wanted }) => ({ type: "want", alias, wanted })),
    trusted: trust ? named : [],
    named,
    consent: options.consent,
    reason: `add ${specs.join(" ")}`,
  });
  return { ...result, wants: Object.fromEntries(wants.map(({ alias, wanted }) => [alias, wanted])) };
}

/** Returns what a host has by the names that people call it: a want by its alias, all that is locked by its own name. */
async function listKnownPackages(
  directory: string,
): Promise<readonly { readonly called: string; readonly name: PackageName }[]> {
  const { wants } = parseHostManifest(await readHostManifestText(directory));
  const { nodes = [], wants: locked = [] } = (await readHostLock(directory))?.resolution ?? {};
  const wanted = wants.map(({ alias, wanted: text }) => {
    const node = nodes.find(({ id }) => locked.some((want) => want.alias === alias && want.to === id));
    return { called: alias, name: node?.name ?? nameBehind(alias, text) };
  });
  return [...wanted, ...nodes.map(({ name }) => ({ called: name, name }))];
}

function nameBehind(alias: string, text: string): PackageName {
  const wanted = parseWanted(text);
  return wanted.type === "alias" ? wanted.name : parsePackageName(alias);
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
  /** The packages that the command is about. */
  readonly named?: readonly PackageName[];
  readonly consent?: Consent | undefined;
  readonly reason: string;
};

async function changeWants(
  options: InstallOptions & { readonly lockOnly?: boolean },
  means: ChangeMeans,
  { edits, trusted, named = [], consent, reason }: WantsChange,
): Promise<Omit<WantsResult, "wants">> {
  const { directory, store } = options;
  return await holdHost(directory, holdFor(reason, means), async () => {
    const wantsText = editHostManifest(await readHostManifestText(directory), edits);
    const manifest = withPlaces(parseHostManifest(wantsText), edits);
    const locked = await readHostLock(directory);
    const lock = await relock({ ...means, manifest, locked, update: [], ...(options.lockOnly !== true && { store }) });

    const manifestText = editHostManifest(wantsText, modeEdits(lock, trusted));
    const target = { manifestText, lock, reason, consent, named };
    if (options.lockOnly === true) {
      await writeWants(directory, target);
      return { lock };
    }
    return { lock, install: await changeHost({ ...means, store }, target) };
  });
}

/** A new want stands in no line of `larder.yaml` yet: a conflict must not send anyone there. */
function withPlaces(manifest: HostManifest, edits: readonly HostManifestEdit[]): HostManifest {
  const added = new Set(edits.filter((edit) => edit.type === "want").map(({ alias }) => alias));
  const wants = manifest.wants.map((want) =>
    added.has(want.alias) ? { ...want, declaredIn: "the command line" } : want,
  );
  return { ...manifest, wants };
}

/** A library has no mode: it runs as part of whoever imports it. */
function modeEdits({ resolution }: Lockfile, trusted: readonly PackageName[]): readonly HostManifestEdit[] {
  const singletons = new Set(resolution.nodes.filter((node) => node.kind === "singleton").map((node) => node.name));
  return trusted.filter((name) => singletons.has(name)).map((name) => ({ type: "mode", name, mode: "trusted" }));
}
