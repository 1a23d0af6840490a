import { readHostManifest, readLock } from "@larder/host-directory";
import { type InstallResult, updateHost, type UpdateOptions, type UpdateResult } from "@larder/installer";
import type { Lockfile } from "@larder/lockfile";

import type { ReportedError } from "../output/envelope.ts";
import { describeError, isAboutOne } from "./error-of-one.ts";

/** What became of one name that was to be updated. */
export type PackageUpdate = {
  /** As it was asked for; the alias of a want when nothing was. */
  readonly name: string;
  readonly state: "updated" | "unchanged" | "failed";
  /** What was locked under this name: versions, with the commit of a repository. */
  readonly from: string | null;
  readonly to: string | null;
  /** Why it failed. */
  readonly error?: ReportedError;
};

/** What an update came to. */
export type UpdateReport = {
  readonly packages: readonly PackageUpdate[];
  /** The wants that were raised, as `larder.yaml` says them now. */
  readonly wants: { readonly [alias: string]: string };
  /** What the last install did; `null` when only the lock was made, or nothing could be. */
  readonly installed: InstallResult | null;
};

/**
 * Updates `options.names`, or all that the host wants, and tells of each what became of it.
 *
 * All go in one step, so that they may move together. When that cannot be done, each is tried by
 * itself: one that fails does not stop the others. Throws what stops them all, such as a host or a
 * registry that cannot be used.
 */
export async function updatePackages(options: UpdateOptions): Promise<UpdateReport> {
  const { directory, names = [] } = options;
  const before = await readLock(directory);
  const manifest = await readHostManifest(directory);
  const meant = names.length > 0 ? names : manifest.wants.map(({ alias }) => alias);
  try {
    const result = await updateHost(options);
    const packages = meant.map((name) => compareLocks(name, before, result.lock));
    return { packages, wants: result.wants, installed: result.install ?? null };
  } catch (error) {
    if (meant.length < 2 || !isAboutOne(error)) throw error;
    return await updateOneByOne(options, meant, before);
  }
}

async function updateOneByOne(
  options: UpdateOptions,
  names: readonly string[],
  before: Lockfile | undefined,
): Promise<UpdateReport> {
  const packages: PackageUpdate[] = [];
  let locked = before;
  let last: UpdateResult | undefined;
  let wants: UpdateReport["wants"] = {};
  for (const name of names) {
    try {
      last = await updateHost({ ...options, names: [name] });
      packages.push(compareLocks(name, locked, last.lock));
      locked = last.lock;
      wants = { ...wants, ...last.wants };
    } catch (error) {
      if (!isAboutOne(error)) throw error;
      const kept = describeLocked(name, locked);
      packages.push({ name, state: "failed", from: kept, to: kept, error: describeError(error) });
    }
  }
  return { packages, wants, installed: last?.install ?? null };
}

function compareLocks(name: string, before: Lockfile | undefined, after: Lockfile): PackageUpdate {
  const [from, to] = [describeLocked(name, before), describeLocked(name, after)];
  return { name, state: from === to ? "unchanged" : "updated", from, to };
}

/** Returns what is locked under a name: the want's version, else all versions of that package. */
function describeLocked(name: string, lock: Lockfile | undefined): string | null {
  const { wants = [], nodes = [] } = lock?.resolution ?? {};
  const wanted = wants.find(({ alias }) => alias === name)?.to;
  const found = nodes.filter((node) => (wanted === undefined ? node.name === name : node.id === wanted));
  const texts = found.map(({ version, source }) =>
    source.type === "git" ? `${version} (${source.commit.slice(0, 7)})` : version,
  );
  return texts.length === 0 ? null : [...new Set(texts)].join(", ");
}
