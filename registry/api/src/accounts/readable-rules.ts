import type { NameRule } from "@larder/registry-database";

import type { OriginRule } from "../origins/configuration.ts";
import { coversPattern } from "../origins/name-pattern.ts";
import { mayRead } from "./authorize.ts";
import type { Caller } from "./caller.ts";

/**
 * Returns the ordered rules of which names `caller` may see in lists and searches; `undefined` when that is all of them.
 *
 * They are applied in the query, before anything is counted: a total must not tell what a list hides.
 */
export function readableRules(caller: Caller, rules: readonly OriginRule[]): readonly NameRule[] | undefined {
  const tokenPatterns = caller.type === "anonymous" ? [] : caller.token.packagePatterns;
  if (tokenPatterns.length === 0 && rules.at(-1)?.packages === "**" && rules.every((rule) => mayRead(caller, rule))) {
    return undefined;
  }
  return rules.flatMap((rule) => {
    const isAllowed = mayRead(caller, rule);
    if (!isAllowed || tokenPatterns.length === 0) return [{ pattern: rule.packages, allow: isAllowed }];
    const narrowed = tokenPatterns.flatMap((pattern) => intersect(rule.packages, pattern));
    return [...narrowed.map((pattern) => ({ pattern, allow: true })), { pattern: rule.packages, allow: false }];
  });
}

/** Two patterns are nested or apart. */
function intersect(left: string, right: string): string[] {
  if (coversPattern(left, right)) return [right];
  return coversPattern(right, left) ? [left] : [];
}
