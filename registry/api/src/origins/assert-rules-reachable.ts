import { ConfigurationError } from "./configuration-error.ts";
import { hosted, type OriginRule, type RegistryConfiguration } from "./configuration.ts";
import { coversPattern } from "./name-pattern.ts";

/**
 * Checks that the uplinks have names of their own and are used, and that every rule decides about some name and sends it to a declared origin.
 *
 * Throws {@link ConfigurationError} naming the rule. A rule that is hidden by those before it is a
 * mistake that would only show when the wrong package arrives, so the registry does not start.
 */
export function assertRulesReachable({ rules, uplinks }: RegistryConfiguration, source: string): void {
  for (const [index, rule] of rules.entries()) {
    const where = `rule ${index + 1} (\`${rule.packages}\`)`;
    if (rule.origin !== hosted && uplinks[rule.origin] === undefined) {
      throw new ConfigurationError(
        source,
        `${where} has the origin \`${rule.origin}\`, which is not declared`,
        `Use \`hosted\`, or declare it under \`uplinks\``,
      );
    }
    if (rule.claims && rule.origin === hosted) {
      throw new ConfigurationError(source, `${where} allows claims, but its packages are hosted anyway`);
    }
    const hiding = findHiding(
      rules.slice(0, index).map((earlier) => earlier.packages),
      rule.packages,
    );
    if (hiding !== undefined) {
      throw new ConfigurationError(
        source,
        `${where} is never reached, since ${hiding} covers all its names`,
        "Put the narrower rule first, or remove one of the two",
      );
    }
  }
  for (const name of Object.keys(uplinks)) assertUplinkUsed(name, rules, source);
}

/** An uplink that no rule names would be asked for its keys, and for nothing else: somebody forgot the rule. */
function assertUplinkUsed(name: string, rules: readonly OriginRule[], source: string): void {
  if (name === hosted) {
    throw new ConfigurationError(source, "an uplink cannot be called `hosted`, which is the registry itself");
  }
  if (rules.some(({ origin }) => origin === name)) return;
  throw new ConfigurationError(source, `no rule sends a name to the uplink \`${name}\``, "Add a rule, or remove it");
}

/** Finds what covers all names of `pattern`: one pattern, or the two halves of all names together. */
function findHiding(earlier: readonly string[], pattern: string): string | undefined {
  const index = earlier.findIndex((wide) => coversPattern(wide, pattern));
  if (index !== -1) return `rule ${index + 1} (\`${earlier[index] ?? ""}\`)`;
  const isSplit = pattern === "**" && earlier.includes("*") && earlier.includes("@*/*");
  return isSplit ? "the pair of `*` and `@*/*`" : undefined;
}
