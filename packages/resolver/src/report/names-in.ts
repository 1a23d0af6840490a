import type { Incompatibility } from "../pubgrub/incompatibility.ts";

/** Lists the packages that a derivation speaks of. */
export function namesIn(because: Incompatibility): string[] {
  const names = new Set<string>();
  const seen = new Set<Incompatibility>();
  const open = [because];
  for (let at = open.pop(); at; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    for (const term of at.terms) names.add(term.package);
    if (at.cause.type === "derived") open.push(at.cause.left, at.cause.right);
  }
  return [...names];
}
