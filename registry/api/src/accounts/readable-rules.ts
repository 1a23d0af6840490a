import type { NameRule, ReadableNames } from "@larder/registry-database";

import type { OriginRule } from "../origins/configuration.ts";
import { coversPattern } from "../origins/name-pattern.ts";
import type { Caller } from "./caller.ts";
import { mayRead } from "./read-rights.ts";

/**
 * Returns which names `caller` may see in lists and searches; `undefined` when that is all of them.
 *
 * It is applied in the query, before anything is counted: a total must not tell what a list hides.
 */
export function readableRules(caller: Caller, rules: readonly OriginRule[]): ReadableNames | undefined {
  const allowed = allowedNames(caller, rules);
  const readers = readersOf(caller);
  return allowed === undefined && readers === undefined ? undefined : { rules: allowed, readers };
}

/** Of restricted packages, administrators see all, and others what is for them. */
function readersOf(caller: Caller): readonly string[] | undefined {
  if (caller.type === "anonymous") return [];
  return caller.isAdmin ? undefined : caller.countsAs;
}

function allowedNames(caller: Caller, rules: readonly OriginRule[]): readonly NameRule[] | undefined {
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
