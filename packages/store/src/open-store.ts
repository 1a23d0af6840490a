import { resolve } from "node:path";

import type { NodeId, Resolution, ResolvedNode } from "@larder/resolver";

import { addInstances } from "./add-instances.ts";
import type { StoreProgress } from "./adding-progress.ts";
import { readBootId } from "./boot-id.ts";
import { buildWithScripts, type ScriptBuilds } from "./build-with-scripts.ts";
import { inStore } from "./disk-refusal.ts";
import type { FetchTarball } from "./download-archive.ts";
import { sweepDraftsIfAllowed } from "./drafts.ts";
import type { StoreMaintenance } from "./maintenance.ts";
import { measureStore } from "./measure-store.ts";
import { noteHost } from "./note-host.ts";
import { type InstancePlace, planInstances } from "./plan-instances.ts";
import { PrefetchedArchives } from "./prefetched-archives.ts";
import { pruneStore } from "./prune-store.ts";
import { type Machine, readMachine } from "./read-machine.ts";
import { isInstanceThere, settleInstances } from "./settle-instances.ts";
import { storePaths } from "./store-paths.ts";
import { StoreUse } from "./store-use.ts";
import { verifyStore } from "./verify-store.ts";

/** The package instances of a machine, shared by its hosts. */
export type Store = StoreMaintenance & {
  readonly directory: string;
  /**
   * Returns where the instances of `resolution` belong, without looking at the disk. Packages that
   * this machine does not get are not in it.
   */
  locateInstances(resolution: Resolution): ReadonlyMap<NodeId, InstancePlace>;
  /**
   * Makes all instances of `resolution` be there, and returns the path of each package in its own.
   *
   * Only archives that the store lacks are fetched; each is verified before anything of it appears.
   * What a power cut damaged is made again. Many processes may do this at once. When `allowed` rejects
   * meanwhile, what is being fetched ends. Throws `IntegrityError`, `PlatformError`, `StoreError`, what reading
   * an archive throws, what `fetchTarball` throws, and what `allowed` rejects with.
   */
  ensureInstances(
    resolution: Resolution,
    fetchTarball: FetchTarball,
    onProgress?: (progress: StoreProgress) => void,
    allowed?: Promise<unknown>,
  ): Promise<ReadonlyMap<NodeId, string>>;
  /**
   * As `ensureInstances`, for what that has made before: runs the install scripts of the packages of `builds`
   * where they have not run yet. What was built has instances of its own, and so has what links to it; the
   * others stay shared. Throws what `builds.run` throws.
   */
  ensureBuilt(resolution: Resolution, builds: ScriptBuilds): Promise<ReadonlyMap<NodeId, string>>;
  /**
   * Starts to fetch, verify and unpack the archive of a package that will be needed, as far as known, unless the
   * store has it, or this machine does not get it. The next `ensureInstances` uses it, or throws it away; what
   * failed is fetched again by whoever needs it. Nothing is ever thrown.
   */
  prefetch(node: ResolvedNode, fetchTarball: FetchTarball): void;
  /**
   * As `prefetch`, of all that this machine gets of a resolution from registries, while it is decided whether that may
   * be installed. Other sources are asked only when it may.
   */
  prefetchAll(resolution: Resolution, fetchTarball: FetchTarball): void;
  /** Says that many archives will probably be needed soon, so that what unpacks them is ready when they come. */
  expectArchives(): void;
  /** Throws away what was prefetched, when no `ensureInstances` will follow. */
  discardPrefetched(): Promise<void>;
  /**
   * Runs `work` while nothing is pruned: from looking for instances until a host links to them.
   * Throws `StoreError` when a prune does not end.
   */
  use<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Notes that the host in `directory` uses the store, so that what its generations need is never pruned. */
  noteHost(directory: string): void;
};

/** Settings that only tests and unusual machines change. */
export type StoreOptions = {
  readonly machine?: Machine;
  /** What names the time since the machine was started. */
  readonly boot?: string;
};

/** Returns the store in `directory`; it is created when something is first put into it. */
export function openStore(directory: string, options: StoreOptions = {}): Store {
  const root = resolve(directory);
  const paths = storePaths(root);
  const use = new StoreUse(root);
  let { boot } = options;
  const prefetched = new PrefetchedArchives(paths, () => machineOf(options));
  const plan = (resolution: Resolution, builds?: ReadonlyMap<NodeId, string>) =>
    planInstances(paths, resolution, machineOf(options), builds);

  const ensureInstances: Store["ensureInstances"] = async (resolution, fetchTarball, onProgress, allowed) => {
    const plans = plan(resolution);
    boot ??= readBootId();
    await settleInstances(
      paths,
      boot,
      plans.map(({ place }) => place.key),
    );
    const missing = plans.filter(({ place }) => !isInstanceThere(paths, place.key));
    const stage = prefetched.take();
    try {
      sweepDraftsIfAllowed(paths.temporary);
      if (missing.length > 0)
        await addInstances({ paths, boot, stage, plans, missing, fetchTarball, onProgress, allowed });
    } finally {
      await stage.close();
    }
    return new Map(plans.map(({ id, place }) => [id, place.path]));
  };

  const ensureBuilt: Store["ensureBuilt"] = async (resolution, builds) => {
    const [published, wanted] = [plan(resolution), plan(resolution, builds.of)];
    await buildWithScripts({ paths, boot: (boot ??= readBootId()), published, wanted, builds });
    return new Map(wanted.map(({ id, place }) => [id, place.path]));
  };

  return {
    directory: root,
    locateInstances: (resolution) => new Map(plan(resolution).map(({ id, place }) => [id, place])),
    ensureInstances: (...asked) => inStore(root, () => use.together(() => ensureInstances(...asked))),
    ensureBuilt: (resolution, builds) => inStore(root, () => use.together(() => ensureBuilt(resolution, builds))),
    prefetch: (...asked) => prefetched.begin(...asked),
    prefetchAll: (...asked) => prefetched.beginAll(...asked),
    expectArchives: () => prefetched.expect(),
    discardPrefetched: () => prefetched.discard(),
    use: (work) => use.together(work),
    noteHost: (host) => noteHost(paths, host),
    prune: (pruning) => inStore(root, () => use.alone(() => pruneStore(paths, pruning))),
    verify: (verifying) => inStore(root, () => use.together(async () => verifyStore(paths, verifying))),
    measure: () => inStore(root, () => use.together(async () => measureStore(paths))),
  };
}

function machineOf({ machine }: StoreOptions): Machine {
  return machine ?? readMachine();
}
