import { editHostManifest, holdHost, parseHostManifest, readHostManifestText } from "@larder/host-directory";
import { type Lockfile, printLockfile } from "@larder/lockfile";
import { compareText } from "@larder/resolver";

import { changeHost, type InstallResult, writeWants } from "./change-host.ts";
import type { Consent } from "./consent.ts";
import { changeMeans } from "./change-means.ts";
import { holdFor } from "./hold-for.ts";
import type { InstallOptions } from "./install-host.ts";
import { UnknownWantError } from "./installer-error.ts";
import { raiseWants } from "./raise-wants.ts";
import { relock, type SettleInput } from "./settle-lock.ts";
import { readHostLock } from "./read-host-lock.ts";

/** What of a host shall move. */
export type UpdateOptions = InstallOptions & {
  /** Aliases of wants, and names of packages that are locked; none stands for all of them. */
  readonly names?: readonly string[];
  /** Raise wants beyond their ranges, to the newest versions that go together. */
  readonly latest?: boolean;
  /** `lowest` moves to the lowest versions that the wants allow and that go together. */
  readonly prefer?: SettleInput["prefer"];
  /** Make the lock, and install nothing. */
  readonly lockOnly?: boolean;
  /** Decides about what packages ask for beyond what the operator agreed to. */
  readonly consent?: Consent;
};

/** What an update did. */
export type UpdateResult = {
  readonly lock: Lockfile;
  /** Is it another lock than before? */
  readonly changed: boolean;
  /** The wants that were raised, as `larder.yaml` says them now. */
  readonly wants: { readonly [alias: string]: string };
  /** Absent when only the lock was made. */
  readonly install?: InstallResult;
};

/**
 * Moves what `names` name to the newest versions that the wants allow, with what that forces and
 * nothing else, and brings the host there; with `prefer: "lowest"` to the lowest ones. Throws
 * {@link UnknownWantError} for a name that the host neither wants nor has.
 */
export async function updateHost(options: UpdateOptions): Promise<UpdateResult> {
  const { directory, store, names = [], prefer } = options;
  const means = changeMeans(options);
  const reason = ["update", ...names].join(" ");
  return await holdHost(directory, holdFor(reason, means), async () => {
    const text = await readHostManifestText(directory);
    const locked = await readHostLock(directory);
    const manifest = parseHostManifest(text);
    const update = namesToMove(locked, manifest.wants, names);
    const settle = {
      ...means,
      manifest,
      locked,
      update,
      ...(options.lockOnly !== true && { store }),
      ...(prefer && { prefer }),
    };

    const raised = options.latest === true ? await raiseWants(settle, names) : { edits: [], lock: undefined };
    const manifestText = raised.edits.length === 0 ? text : editHostManifest(text, raised.edits);
    const lock = raised.lock ?? (await relock(settle));

    const target = { manifestText, lock, reason, consent: options.consent, named: names.length === 0 ? [] : update };
    const result = {
      lock,
      changed: locked === undefined || printLockfile(locked) !== printLockfile(lock),
      wants: Object.fromEntries(raised.edits.map(({ alias, wanted }) => [alias, wanted])),
    };
    if (options.lockOnly === true) {
      await writeWants(directory, target);
      return result;
    }
    return {
      ...result,
      install: await changeHost({ ...means, store }, target),
    };
  });
}

/** Returns the names of the packages that `names` mean: a want is called by its alias, and moves what it leads to. */
function namesToMove(
  locked: Lockfile | undefined,
  wants: readonly { readonly alias: string }[],
  names: readonly string[],
): readonly string[] {
  const { nodes = [], wants: roots = [] } = locked?.resolution ?? {};
  const known = new Set(nodes.map((node) => node.name));
  if (names.length === 0) return [...known];
  const behind = new Map(roots.map(({ alias, to }) => [alias, nodes.find((node) => node.id === to)?.name]));
  return names.map((name) => {
    const behindAlias = behind.get(name);
    if (behindAlias !== undefined) return behindAlias;
    if (nodes.some((node) => node.name === name) || wants.some((want) => want.alias === name)) return name;
    throw new UnknownWantError(name, wants.map((want) => want.alias).toSorted(compareText));
  });
}
