import { isRange, isWithin } from "@larder/package-spec";
import { parseSelector, type ResolvedNode, type ResolvePolicy, runsOn, type Selector } from "@larder/resolver";

import { formatPlatform } from "./platform.ts";
import type { LockProblem } from "./verify-lockfile.ts";

/**
 * Returns which of `nodes` a policy rules out, by what a lock says of them. It does not say when a version
 * was published and who vouches for it: an age and the trust are judged when it is made.
 */
export function verifyPolicy(nodes: readonly ResolvedNode[], policy: ResolvePolicy | undefined): LockProblem[] {
  if (policy === undefined) return [];
  const blocks = readBlocks(policy);
  return nodes.flatMap((node) =>
    [
      findBlock(node, blocks),
      findDeprecation(node, policy),
      findPlatformProblem(node, policy),
      findNodeProblem(node, policy),
    ]
      .filter((reason) => reason !== undefined)
      .map((reason) => ({ about: node.id, sentence: `\`${node.id}\` ${reason}` })),
  );
}

type Block = Selector & { readonly reason: string };

function readBlocks({ block }: ResolvePolicy): readonly Block[] {
  return Object.entries(block).flatMap(([text, reason]) => {
    const selector = parseSelector(text);
    return selector === undefined ? [] : [{ ...selector, reason }];
  });
}

function findBlock({ name, version }: ResolvedNode, blocks: readonly Block[]): string | undefined {
  const found = blocks.find((block) => block.name === name && isWithin(version, block.range) === true);
  return found && `is blocked: ${found.reason}`;
}

function findDeprecation({ deprecated }: ResolvedNode, policy: ResolvePolicy): string | undefined {
  return policy.deprecated === "refuse" && deprecated !== undefined ? `is deprecated: ${deprecated}` : undefined;
}

function findPlatformProblem(node: ResolvedNode, { platforms }: ResolvePolicy): string | undefined {
  if (platforms.length === 0 || platforms.some((platform) => runsOn(node, platform))) return undefined;
  return `runs on none of ${platforms.map(formatPlatform).join(", ")}`;
}

function findNodeProblem({ engines }: ResolvedNode, { node }: ResolvePolicy): string | undefined {
  const wanted = engines?.["node"];
  if (node === undefined || wanted === undefined || !isRange(wanted)) return undefined;
  return isWithin(node, wanted) === false ? `wants Node ${wanted}, and the policy says ${node}` : undefined;
}
