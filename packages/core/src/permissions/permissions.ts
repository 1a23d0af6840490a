import type { Permission } from "@larder/sdk";

import type { PermissionAudit } from "./permission-audit.ts";
import { PermissionDeniedError } from "./permission-denied-error.ts";
import { mayMatchBelow, resourceMatcher, type ResourceMatcher } from "./resource-glob.ts";

/** What one package may reach. */
export type Permissions = {
  /**
   * May the package do on `resource` what goes by any of the names `actions`, as a call is `execute` and the
   * action's own name? The first rule that matches one of them decides; no match denies.
   */
  allows(resource: string, ...actions: readonly string[]): boolean;
  /** Throws {@link PermissionDeniedError}, naming the first of `actions`, where {@link Permissions.allows} is false. */
  check(resource: string, ...actions: readonly [string, ...string[]]): void;
  /** Does any rule that allows something match `resource`? Decides whether a service is offered at all. */
  reaches(resource: string): boolean;
  /** The same for whatever begins with `prefix`: `cache.` for any key of the cache. */
  reachesBelow(prefix: string): boolean;
};

type CompiledRule = {
  readonly pattern: string;
  readonly matches: ResourceMatcher;
  readonly actions: ReadonlySet<string>;
  readonly allowed: boolean;
};

/** How many decisions a package remembers before it forgets them all; a resource may carry any text. */
const decisionsMax = 1000;
/** Longer questions are not remembered. */
const keyLengthMax = 500;

/**
 * Returns the permissions that the ordered `rules` of `packageName` make. What they decide is remembered for as long
 * as they hold, and entered into `audit`.
 */
export function createPermissions(
  packageName: string,
  rules: readonly Permission[],
  audit?: Pick<PermissionAudit, "note">,
): Permissions {
  const compiled: readonly CompiledRule[] = rules.map((rule) => ({
    pattern: rule.resource,
    matches: resourceMatcher(rule.resource),
    actions: new Set(rule.actions),
    allowed: rule.effect === "allow",
  }));
  const decisions = new Map<string, boolean>();

  function allows(resource: string, ...actions: readonly string[]): boolean {
    const key = [resource, ...actions].join("\n");
    const known = decisions.get(key);
    const allowed = known ?? decide(compiled, resource, actions);
    if (known === undefined && key.length <= keyLengthMax) {
      if (decisions.size >= decisionsMax) decisions.clear();
      decisions.set(key, allowed);
    }
    audit?.note({ package: packageName, resource, action: actions[0] ?? "*", allowed }, known === undefined);
    return allowed;
  }

  return {
    allows,
    check(resource, ...actions) {
      if (!allows(resource, ...actions)) throw new PermissionDeniedError({ packageName, resource, action: actions[0] });
    },
    reaches: (resource) => compiled.some((rule) => rule.allowed && rule.matches(resource)),
    reachesBelow: (prefix) => compiled.some((rule) => rule.allowed && mayMatchBelow(rule.pattern, prefix)),
  };
}

function decide(rules: readonly CompiledRule[], resource: string, actions: readonly string[]): boolean {
  const first = rules.find(
    (rule) => (rule.actions.has("*") || actions.some((action) => rule.actions.has(action))) && rule.matches(resource),
  );
  return first?.allowed ?? false;
}
