/** What an operator agreed that a package reaches: globs of resources with the actions on them. */
export type Grant = { readonly resource: string; readonly actions: readonly string[] };

/** A rule of a package about what it reaches; only one that allows has to be agreed to. */
export type AskedPermission = Grant & { readonly effect: "allow" | "deny" };

/** What a package asks for whose hooks are scripts: they run with the rights of the host itself. */
export const shellGrant: AskedPermission = { resource: "shell", actions: ["execute"], effect: "allow" };

/** How the resource of a variable of the host's environment begins. */
export const variableResource = "env:";

/** What a package asks for that gets the value of the host's environment variable `name`. */
export function variableGrant(name: string): AskedPermission {
  return { resource: variableResource + name, actions: ["read"], effect: "allow" };
}

/**
 * Returns what `permissions` allow and `grants` do not hold, one grant a resource, in the order in which it is
 * asked for. A resource is compared as it is written: an operator agrees to a text, not to what it may match.
 */
export function listUngranted(permissions: readonly AskedPermission[], grants: readonly Grant[]): readonly Grant[] {
  const missing = new Map<string, Set<string>>();
  for (const { resource, actions, effect } of permissions) {
    if (effect === "deny") continue;
    const agreed = actionsOn(resource, grants);
    const wanted = agreed.has("*") ? [] : actions.filter((action) => !agreed.has(action));
    if (wanted.length > 0) missing.set(resource, new Set([...(missing.get(resource) ?? []), ...wanted]));
  }
  return [...missing].map(([resource, actions]) => ({ resource, actions: [...actions] }));
}

function actionsOn(resource: string, grants: readonly Grant[]): ReadonlySet<string> {
  return new Set(grants.filter((grant) => grant.resource === resource).flatMap(({ actions }) => actions));
}
