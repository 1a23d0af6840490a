import type { NodeId, Resolution } from "@larder/resolver";

import { type InstanceKey, instanceKeys } from "./instance-keys.ts";
import { type LinkedNode, selectNodes } from "./instance-links.ts";
import type { Machine } from "./read-machine.ts";
import type { StorePaths } from "./store-paths.ts";

/** Where an instance is, or will be. */
export type InstancePlace = {
  readonly key: InstanceKey;
  /** The directory of the package in its instance, absolute. */
  readonly path: string;
};

/** An instance that a resolution needs on this machine. */
export type PlannedInstance = { readonly id: NodeId; readonly linked: LinkedNode; readonly place: InstancePlace };

/** Returns the instances that `machine` gets of `resolution`, and where they belong. Throws `PlatformError`. */
export function planInstances(
  paths: StorePaths,
  resolution: Resolution,
  machine: Machine,
  builds?: ReadonlyMap<NodeId, string>,
): readonly PlannedInstance[] {
  const nodes = selectNodes(resolution, machine);
  const keys = instanceKeys(nodes, builds);
  // Keys come in the order in which an instance can be made: what it depends on is there before.
  return [...keys].map(([id, key]) => {
    const linked = nodes.get(id);
    if (linked === undefined) throw new Error(`No node ${id} was selected`);
    return { id, linked, place: { key, path: paths.packageIn(key, linked.node.name) } };
  });
}
