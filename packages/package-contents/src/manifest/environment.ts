import type { DomainCredential } from "./credentials.ts";
import type { LarderManifest } from "./larder-manifest.ts";

/** Variables that somebody else sets for a package, by name. */
type SetVariables = { readonly [name: string]: string };

/**
 * Returns the names of the host's environment variables that `manifest` needs before its package can start, sorted. What
 * `set` says is not taken from the host.
 */
export function environmentOf({ env = {} }: LarderManifest, set: SetVariables = {}): readonly string[] {
  const variables = Object.entries(env).flatMap(([name, value]) => {
    const [, variable] = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(value) ?? [];
    return variable === undefined || Object.hasOwn(set, name) ? [] : [variable];
  });
  return [...new Set(variables)].toSorted();
}

/**
 * Returns the names of all of the host's environment variables that a package gets the values of by naming them, sorted:
 * in its variables, by the `x-env` of its settings, and as credentials of its domains.
 */
export function variablesReadBy(
  manifest: LarderManifest | undefined,
  credentials: readonly DomainCredential[],
  set: SetVariables = {},
): readonly string[] {
  const named = credentials.filter(({ name }) => !Object.hasOwn(set, name)).map(({ name }) => name);
  const needed = manifest === undefined ? [] : environmentOf(manifest, set);
  return [...new Set([...needed, ...settingVariablesOf(manifest?.config?.schema), ...named])].toSorted();
}

/** Wherever it stands: what a schema refers to counts as well, and what is asked for in vain harms nobody. */
function settingVariablesOf(part: unknown): readonly string[] {
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) =>
    key === "x-env" && typeof value === "string" ? [value] : settingVariablesOf(value),
  );
}
