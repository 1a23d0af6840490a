/**
 * One rule about what a package reaches. Rules are read in order, the first that matches decides, and
 * what no rule matches is denied.
 */
export type Permission<
  Resource extends string = string,
  Action extends string = string,
  Effect extends "allow" | "deny" = "allow" | "deny",
> = {
  /** A glob: `db`, `events:notes.*`, `plugin:metrics`, `ext.analytics.series`. */
  readonly resource: Resource;
  /** `read`, `write`, `delete`, `execute`, `emit`, `subscribe`, a method's name, or `*`. */
  readonly actions: readonly Action[];
  readonly effect: Effect;
};

/** Returns the rule that allows `actions` (all, when left out) on `resource`. */
export function allow<const Resource extends string, const Action extends string = "*">(
  resource: Resource,
  actions?: readonly Action[],
): Permission<Resource, Action, "allow"> {
  return { resource, actions: actions ?? (["*"] as unknown as readonly Action[]), effect: "allow" };
}

/** Returns the rule that denies `actions` (all, when left out) on `resource`. Put it before the rule that allows the rest. */
export function deny<const Resource extends string, const Action extends string = "*">(
  resource: Resource,
  actions?: readonly Action[],
): Permission<Resource, Action, "deny"> {
  return { resource, actions: actions ?? (["*"] as unknown as readonly Action[]), effect: "deny" };
}
