import { hash } from "node:crypto";

import type { NodeId } from "@larder/resolver";

import type { LinkedNode } from "./instance-links.ts";
import { strongComponents } from "./strong-components.ts";

/** Names an instance in the store: the digest of the package's bytes and of the instances that it depends on. */
export type InstanceKey = string;

/** Instances of another layout have other keys, so that releases may share a store. */
const layout = 2;

/** 160 bits in letters that every disk tells apart: short, since many disks keep a link of under 60 bytes in its inode. */
const keyBits = 160;
const keyLength = 31;
const keyPattern = /^[0-9a-z]{31}$/;

/** Is `text` the key of an instance of this layout? */
export function isInstanceKey(text: string): text is InstanceKey {
  return keyPattern.test(text);
}

/**
 * Returns the key of the instance in which the package at `path` is. A store may have been moved, or be known by
 * several paths: whatever key stands in a path counts.
 */
export function keyOf(path: string): InstanceKey | undefined {
  return /[/\\]instances[/\\]([0-9a-z]{31})[/\\]node_modules[/\\]/.exec(path)?.[1];
}

/**
 * Returns the key of each instance: two graphs that give a package the same bytes and the same
 * dependencies, however deep, share its instance.
 *
 * The members of a cycle depend on each other's keys, so they are keyed as one group: by what all of
 * them contain, with the other members called by their ids, and each by the group's key and its id.
 *
 * A package in which scripts have run has a key of its own: what they depend on, as `builds` says, is part of it.
 */
export function instanceKeys(
  nodes: ReadonlyMap<NodeId, LinkedNode>,
  builds: ReadonlyMap<NodeId, string> = new Map(),
): ReadonlyMap<NodeId, InstanceKey> {
  const keys = new Map<NodeId, InstanceKey>();
  const buildOf = (id: NodeId): readonly string[] => (builds.has(id) ? [`built: ${builds.get(id)}`] : []);
  const targetsOf = (id: NodeId): readonly NodeId[] => linkedNode(nodes, id).links.map((link) => link.to);
  for (const component of strongComponents(nodes.keys(), targetsOf)) {
    const [only] = component;
    if (component.length === 1 && only !== undefined && !targetsOf(only).includes(only)) {
      keys.set(only, digest([...contentOf(linkedNode(nodes, only), keys), ...buildOf(only)]));
    } else {
      const contents = component
        .toSorted()
        .map((id) => [id, ...contentOf(linkedNode(nodes, id), keys), ...buildOf(id)]);
      const group = digest(contents);
      for (const id of component) keys.set(id, digest([group, id]));
    }
  }
  return keys;
}

/** A link into the same cycle has no key yet and is called by its id. */
function contentOf({ node, links }: LinkedNode, keys: ReadonlyMap<NodeId, InstanceKey>): readonly unknown[] {
  return [node.integrity, node.name, node.version, links.map((link) => [link.alias, keys.get(link.to) ?? link.to])];
}

function digest(content: readonly unknown[]): InstanceKey {
  const hex = hash("sha256", JSON.stringify([layout, ...content]));
  return BigInt(`0x${hex.slice(0, keyBits / 4)}`)
    .toString(36)
    .padStart(keyLength, "0");
}

function linkedNode(nodes: ReadonlyMap<NodeId, LinkedNode>, id: NodeId): LinkedNode {
  const node = nodes.get(id);
  if (node === undefined) throw new Error(`No node ${id} was selected`);
  return node;
}
