import type { NodeId, Resolution } from "@larder/resolver";

/** More names than one reads; then everything may move. */
const namesMax = 5;

/** One version, also of another package under this name. */
const exactPattern = /^(?:npm:\S+@)?[=v]*\d+\.\d+\.\d+[-+.\w]*$/;

/**
 * Returns the command that locks another version in place of `id`, which cannot be had any more.
 *
 * What asks for exactly this version has to move with it, and what asks for exactly that, up to the wants
 * of the host: a want of one version is raised.
 */
export function commandToMove({ nodes, wants }: Pick<Resolution, "nodes" | "wants">, id: NodeId): string {
  const moving = new Set([id]);
  for (const at of moving) {
    const pinning = nodes.filter(({ edges }) => edges.some(({ to, wanted }) => to === at && exactPattern.test(wanted)));
    for (const node of pinning) moving.add(node.id);
  }
  const raised = wants.filter(({ to, wanted }) => moving.has(to) && exactPattern.test(wanted));
  const aliases = new Map(raised.map(({ alias, to }) => [to, alias]));
  const names = nodes.filter((node) => moving.has(node.id)).map((node) => aliases.get(node.id) ?? node.name);
  if (raised.length > 0) return `larder update ${[...new Set(names)].join(" ")} --latest`;
  return names.length > namesMax ? "larder update" : `larder update ${[...new Set(names)].join(" ")}`;
}
