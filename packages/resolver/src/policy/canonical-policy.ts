import { compareText } from "../compare-text.ts";
import type { ResolvePolicy } from "../policy.ts";

/** Returns `policy` in one order of its fields and entries, so that it locks to the same bytes however it was written. */
export function canonicalPolicy(policy: ResolvePolicy): ResolvePolicy {
  const { minimumAgeMs, minimumAgeExempt, trust, deprecated, block, platforms, node } = policy;
  return {
    minimumAgeMs,
    minimumAgeExempt: minimumAgeExempt.toSorted(compareText),
    trust,
    deprecated,
    block: Object.fromEntries(Object.entries(block).toSorted(([a], [b]) => compareText(a, b))),
    platforms: platforms.map(({ os, cpu, libc }) => ({ os, cpu, ...(libc === undefined ? {} : { libc }) })),
    ...(node === undefined ? {} : { node }),
  };
}
