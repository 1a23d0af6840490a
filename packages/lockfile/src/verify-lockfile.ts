import { isIntegrity, isRange, satisfies } from "@larder/package-spec";
import type { Edge, NodeId, ResolvedNode, ResolvePolicy } from "@larder/resolver";

import type { Lockfile } from "./lockfile.ts";
import { verifyPolicy } from "./verify-policy.ts";

/** One thing that a lockfile says and that cannot be so. */
export type LockProblem = {
  /** The package, want or capability that it is about. */
  readonly about: string;
  /** Without a full stop. */
  readonly sentence: string;
};

/**
 * Returns what is wrong with `lock` in itself; nothing when all is well. It asks no registry.
 *
 * A lock is whole when every edge leads to a package that is there and fits the range, everything
 * that is there is reached from a want, each singleton stands once, each archive has a sha512, and
 * nothing is there that `policy`, by default its own, rules out.
 */
export function verifyLockfile(
  { resolution, unsolved = [] }: Lockfile,
  policy: ResolvePolicy | undefined = resolution.policy,
): readonly LockProblem[] {
  const { wants, nodes, capabilities } = resolution;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const leads = [
    ...wants.map(({ alias, to }) => ({ about: alias, to })),
    ...capabilities.map(({ name, by }) => ({ about: `capability:${name}`, to: by })),
  ];
  return [
    ...leads.flatMap(({ about, to }) => missingTarget(about, to, byId)),
    ...nodes.flatMap((node) => node.edges.flatMap((edge) => verifyEdge(node, edge, byId))),
    ...nodes.flatMap(verifyIntegrity),
    ...verifySingletons(nodes),
    ...verifyPolicy(nodes, policy),
    ...unsolved.map(({ alias }) => ({ about: alias, sentence: `a merge left \`${alias}\` to be solved` })),
    // What only an unsolved want needs is kept for its pins.
    ...(unsolved.length > 0
      ? []
      : verifyReached(
          wants.map(({ to }) => to),
          byId,
        )),
  ];
}

function missingTarget(about: string, to: NodeId, byId: ReadonlyMap<NodeId, ResolvedNode>): LockProblem[] {
  return byId.has(to) ? [] : [{ about, sentence: `\`${about}\` leads to \`${to}\`, which is not in the lockfile` }];
}

/** `*` is met by any version: it may be a prerelease that was `latest`. A tag cannot be checked here. */
function verifyEdge(
  node: ResolvedNode,
  { alias, wanted, to }: Edge,
  byId: ReadonlyMap<NodeId, ResolvedNode>,
): LockProblem[] {
  if (to === "provided" || alias.startsWith("capability:")) return [];
  const target = byId.get(to);
  if (!target) return missingTarget(node.id, to, byId);
  const range = wanted.replace(/^npm:@?[^@]+@?/, "");
  if (range === "" || range === "*" || !isRange(range) || satisfies(target.version, range)) return [];
  return [
    { about: node.id, sentence: `\`${node.id}\` asks for \`${alias}\` ${wanted} and is given ${target.version}` },
  ];
}

function verifyIntegrity({ id, integrity }: ResolvedNode): LockProblem[] {
  return isIntegrity(integrity) ? [] : [{ about: id, sentence: `\`${id}\` has no sha512 integrity` }];
}

function verifySingletons(nodes: readonly ResolvedNode[]): LockProblem[] {
  const ids = new Map<string, NodeId>();
  return nodes.flatMap(({ kind, name, id }) => {
    const before = ids.get(name);
    if (kind === "singleton") ids.set(name, id);
    if (kind === "library" || before === undefined) return [];
    return [
      { about: id, sentence: `\`${name}\` stands in a host once, and the lockfile has \`${before}\` and \`${id}\`` },
    ];
  });
}

function verifyReached(start: readonly NodeId[], byId: ReadonlyMap<NodeId, ResolvedNode>): LockProblem[] {
  const reached = new Set<NodeId | "provided">(start);
  for (const id of reached) for (const { to } of byId.get(id)?.edges ?? []) reached.add(to);
  return [...byId.keys()]
    .filter((id) => !reached.has(id))
    .map((id) => ({ about: id, sentence: `nothing that the host wants needs \`${id}\`` }));
}
