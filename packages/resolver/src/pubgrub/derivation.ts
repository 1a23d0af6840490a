import type { Incompatibility } from "./incompatibility.ts";

/** Lists `because` and every incompatibility that it was derived from, each once. */
export function listDerivation(because: Incompatibility): Incompatibility[] {
  const seen = new Set<Incompatibility>();
  const open = [because];
  for (let at = open.pop(); at; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    if (at.cause.type === "derived") open.push(at.cause.left, at.cause.right);
  }
  return [...seen];
}
