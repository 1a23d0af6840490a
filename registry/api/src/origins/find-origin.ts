import { type PackageName, scopeOf } from "@larder/package-spec";

import { ConfigurationError } from "./configuration-error.ts";
import { hosted, type OriginRule, type RegistryConfiguration } from "./configuration.ts";
import { coversName } from "./name-pattern.ts";

/** Where the packages of one name come from, and the rule that says so. */
export type Origin =
  | { readonly type: "hosted"; readonly rule: OriginRule }
  | { readonly type: "uplink"; readonly uplink: string; readonly rule: OriginRule };

/** The patterns that were claimed for `hosted` by a first publish: `@scope/*`, or a name without a scope. */
export type Claims = ReadonlySet<string>;

/** Finds the one origin of `name`; `undefined` when no rule covers it. There is no second place to look. */
export function findOrigin(
  configuration: RegistryConfiguration,
  claims: Claims,
  name: PackageName,
): Origin | undefined {
  const rule = findRule(configuration, name);
  if (rule === undefined) return undefined;
  const isHosted = rule.origin === hosted || (rule.claims && claims.has(claimPatternOf(name)));
  return isHosted ? { type: "hosted", rule } : { type: "uplink", uplink: rule.origin, rule };
}

/** Finds what the first publish of `name` claims; `undefined` when the rule of the name decides without claims. */
export function findClaim(configuration: RegistryConfiguration, name: PackageName): string | undefined {
  return findRule(configuration, name)?.claims === true ? claimPatternOf(name) : undefined;
}

/** Returns the pattern that `name` claims: its whole scope, so that no other name of the scope can come from elsewhere. */
function claimPatternOf(name: PackageName): string {
  const scope = scopeOf(name);
  return scope === undefined ? name : `${scope}/*`;
}

/**
 * Checks that every package that was published here still comes from here. Throws {@link ConfigurationError}.
 *
 * A rule that was added later cannot give a name a second origin.
 */
export function assertHostedNamesKept(
  configuration: RegistryConfiguration,
  claims: Claims,
  names: Iterable<PackageName>,
): void {
  for (const name of names) {
    const origin = findOrigin(configuration, claims, name);
    if (origin?.type === "hosted") continue;
    const where = origin === undefined ? "no rule covers" : `the rule \`${origin.rule.packages}\` sends to an uplink`;
    throw new ConfigurationError(
      "registry.yaml",
      `${where} \`${name}\`, which was published here`,
      `Put a rule with \`packages: "${claimPatternOf(name)}"\` and \`origin: hosted\` first`,
    );
  }
}

function findRule({ rules }: RegistryConfiguration, name: PackageName): OriginRule | undefined {
  return rules.find(({ packages }) => coversName(packages, name));
}
