import { lstatSync, mkdirSync } from "node:fs";

import type { ResolvedNode } from "@larder/resolver";

import { AddingProgress, type StoreProgress } from "./adding-progress.ts";
import { type DraftedArchive, draftFrom, findHolder, noteHolder } from "./archive-holder.ts";
import { archiveId, type ArchiveStage } from "./archive-stage.ts";
import type { FetchTarball } from "./download-archive.ts";
import { type EntryRecord, readRecord } from "./entry-record.ts";
import { InstanceFinisher } from "./instance-finisher.ts";
import type { PlannedInstance } from "./plan-instances.ts";
import { settleInstances } from "./settle-instances.ts";
import { StoreError } from "./store-error.ts";
import type { StorePaths } from "./store-paths.ts";
import { noteUnsettled } from "./unsettled-instances.ts";

/** What instances are added to, and from where. */
export type Addition = {
  readonly paths: StorePaths;
  readonly boot: string;
  readonly stage: ArchiveStage;
  /** All instances of the resolution. */
  readonly plans: readonly PlannedInstance[];
  /** Those of them that are not there. */
  readonly missing: readonly PlannedInstance[];
  readonly fetchTarball: FetchTarball;
  readonly onProgress: ((progress: StoreProgress) => void) | undefined;
  /** Rejects when they are not to be added after all. */
  readonly allowed: Promise<unknown> | undefined;
};

/** So many are worth the start of a thread before the first of them is here. */
const manyArchives = 20;

/**
 * Adds the missing instances. Each appears as soon as its own archive is unpacked and the commands of
 * its dependencies are known; when something fails, those that are there stay.
 */
export async function addInstances(addition: Addition): Promise<void> {
  const { paths, boot, missing, stage } = addition;
  prepareFolders(paths);
  const groups = groupByArchive(missing);
  stage.giveUpOthers(new Set(missing.map(({ linked }) => archiveId(linked.node))));
  if (groups.length > manyArchives) stage.expect();
  const holders = await findHolders(paths, boot, missing);
  const keys = missing.map(({ place }) => place.key);
  const work: AddingWork = {
    ...addition,
    holders,
    noted: noteUnsettled(paths, boot, keys),
    finisher: new InstanceFinisher(paths, addition.plans, missing),
    progress: new AddingProgress(addition.onProgress ?? (() => undefined), {
      archives: groups.length - holders.size,
      instances: missing.length,
    }),
  };
  const parts = groups.map((group) => addGroup(work, group));
  await finishAll([work.noted, addition.allowed ?? Promise.resolve(), ...parts], async (error) => {
    work.finisher.abandon(error);
    await stage.close();
  });
}

function groupByArchive(plans: readonly PlannedInstance[]): readonly (readonly PlannedInstance[])[] {
  const groups = Map.groupBy(plans, ({ linked }) => archiveId(linked.node));
  const nodes = programsFirst(plans.map(({ linked }) => linked.node));
  return [...new Set(nodes.map(archiveId))].map((id) => groups.get(id) ?? []);
}

/** Programs for one platform come first: they are the largest, and what begins last is waited for. */
export function programsFirst(nodes: readonly ResolvedNode[]): readonly ResolvedNode[] {
  return [...nodes.filter(({ cpu }) => cpu !== undefined), ...nodes.filter(({ cpu }) => cpu === undefined)];
}

type AddingWork = Addition & {
  /** Archives whose files are in an instance that is there. */
  readonly holders: ReadonlyMap<string, EntryRecord>;
  /** Done when the keys of what is added are on the disk: nothing may appear before. */
  readonly noted: Promise<void>;
  readonly finisher: InstanceFinisher;
  readonly progress: AddingProgress;
};

/** Makes the folders of a store. Throws {@link StoreError} when something stands in a place of theirs that would be followed. */
export function prepareFolders(paths: StorePaths): void {
  for (const folder of [paths.instances, paths.digests, paths.unsettled, paths.temporary]) {
    mkdirSync(folder, { recursive: true });
    if (!lstatSync(folder).isDirectory()) throw StoreError.unwritable(paths.root, `\`${folder}\` is a link`);
  }
}

/** A holder may itself have been added before the machine was started. */
async function findHolders(
  paths: StorePaths,
  boot: string,
  plans: readonly PlannedInstance[],
): Promise<ReadonlyMap<string, EntryRecord>> {
  const listHolders = (): readonly EntryRecord[] => plans.flatMap(({ linked }) => findHolder(paths, linked.node) ?? []);
  const found = listHolders();
  if (found.length === 0) return new Map();
  await settleInstances(
    paths,
    boot,
    found.map(({ key }) => key),
  );
  return new Map(listHolders().map((record) => [archiveId(record), record]));
}

/** Adds the instances of one archive: the first gets its files, the others the same as links. */
async function addGroup(work: AddingWork, group: readonly PlannedInstance[]): Promise<void> {
  const { paths, holders, finisher, progress } = work;
  const [first] = group;
  let holder = first && holders.get(archiveId(first.linked.node));
  for (const plan of group) {
    const { node } = plan.linked;
    const drafted = (holder && draftFrom(paths, holder)) ?? (await fetchDraft(work, plan));
    finisher.announce(node, drafted.bins);
    await work.noted;
    await finisher.finish(plan, drafted);
    progress.addPlaced();
    if (holder !== undefined) continue;
    noteHolder(paths, { key: plan.place.key, integrity: node.integrity });
    if (group.length > 1) holder = readRecord(paths.record(plan.place.key));
  }
}

async function fetchDraft(work: AddingWork, plan: PlannedInstance): Promise<DraftedArchive> {
  const staged = await work.stage.take(plan.linked.node, work.fetchTarball);
  work.progress.addFetched(staged.size);
  return staged;
}

/** Waits for all of `parts`; when one fails, `stop` ends the others, and its error is thrown. */
async function finishAll(parts: readonly Promise<unknown>[], stop: (error: unknown) => Promise<void>): Promise<void> {
  try {
    await Promise.all(parts);
  } catch (error) {
    await stop(error);
    await Promise.allSettled(parts);
    throw error;
  }
}
