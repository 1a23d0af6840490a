import { listDerivation } from "../pubgrub/derivation.ts";
import type { Incompatibility } from "../pubgrub/incompatibility.ts";

/** Lists the packages that a derivation speaks of. */
export function listNames(because: Incompatibility): string[] {
  const terms = listDerivation(because).flatMap((incompatibility) => incompatibility.terms);
  return [...new Set(terms.map((term) => term.package))];
}
