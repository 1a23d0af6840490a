import type { NodeId, ResolvedNode } from "@larder/resolver";

import { archiveId } from "./archive-stage.ts";
import type { DraftedArchive } from "./archive-holder.ts";
import { buildInstance, type LinkTarget } from "./build-instance.ts";
import { placeDraft, removeDraft } from "./drafts.ts";
import { readRecord } from "./entry-record.ts";
import type { InstanceKey } from "./instance-keys.ts";
import type { PlannedInstance } from "./plan-instances.ts";
import type { Bin } from "./read-bins.ts";
import { StoreError } from "./store-error.ts";
import type { StorePaths } from "./store-paths.ts";

/**
 * Builds instances of unpacked archives and puts them in their place. An instance has the commands of its
 * dependencies, so it waits for their archives; it does not wait for their instances, or a cycle would never end.
 */
export class InstanceFinisher {
  readonly #paths: StorePaths;
  readonly #plans: ReadonlyMap<NodeId, PlannedInstance>;
  readonly #awaited = new Map<string, PromiseWithResolvers<readonly Bin[]>>();
  readonly #known = new Map<InstanceKey, readonly Bin[]>();
  readonly #missing: ReadonlySet<NodeId>;

  constructor(paths: StorePaths, plans: readonly PlannedInstance[], missing: readonly PlannedInstance[]) {
    this.#paths = paths;
    this.#plans = new Map(plans.map((plan) => [plan.id, plan]));
    this.#missing = new Set(missing.map(({ id }) => id));
    for (const { linked } of missing) this.#awaited.set(archiveId(linked.node), Promise.withResolvers());
    // Nobody may be waiting for an archive when it fails.
    for (const { promise } of this.#awaited.values()) promise.catch(() => undefined);
  }

  /** Tells what an archive that is added offers. */
  announce(node: ResolvedNode, bins: readonly Bin[]): void {
    this.#awaited.get(archiveId(node))?.resolve(bins);
  }

  /** Ends all waiting, after a failure. */
  abandon(error: unknown): void {
    for (const { reject } of this.#awaited.values()) reject(error);
  }

  /** Makes the instance of `plan` appear. The draft is gone afterwards, also after a failure. */
  async finish(plan: PlannedInstance, { draft, filesText, bins }: DraftedArchive): Promise<void> {
    const { linked, place } = plan;
    try {
      const targets = new Map<NodeId, LinkTarget>();
      for (const { to } of linked.links) targets.set(to, await this.#targetOf(to));
      buildInstance(this.#paths, { key: place.key, linked, filesText, bins, targets }, draft);
      placeDraft(draft, this.#paths.instance(place.key));
    } catch (error) {
      removeDraft(draft);
      throw error;
    }
  }

  async #targetOf(id: NodeId): Promise<LinkTarget> {
    const plan = this.#plans.get(id);
    if (plan === undefined) throw new Error(`No node ${id} was planned`);
    const { node } = plan.linked;
    const { key } = plan.place;
    const awaited = this.#missing.has(id) ? this.#awaited.get(archiveId(node)) : undefined;
    return { key, name: node.name, bins: awaited === undefined ? this.#readBins(key) : await awaited.promise };
  }

  #readBins(key: InstanceKey): readonly Bin[] {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const record = readRecord(this.#paths.record(key));
    if (record === undefined) throw StoreError.damaged(this.#paths.root, this.#paths.record(key));
    this.#known.set(key, record.bins);
    return record.bins;
  }
}
