import { parseDocument } from "yaml";

import { assertRulesReachable } from "./assert-rules-reachable.ts";
import { ConfigurationError } from "./configuration-error.ts";
import { configurationSchema, hosted, type RegistryConfiguration } from "./configuration.ts";
import { isNamePattern } from "./name-pattern.ts";

/** The environment from which `${NAME}` is filled in. */
export type Environment = { readonly [name: string]: string | undefined };

/**
 * Returns the configuration that `yamlText` describes; `source` is its file, for errors.
 *
 * Throws {@link ConfigurationError} for anything that cannot mean what it says: an unknown key, a rule
 * that no name reaches, an origin that is not declared.
 */
export function parseRegistryConfiguration(
  yamlText: string,
  source: string,
  environment: Environment = {},
): RegistryConfiguration {
  const document = parseDocument(yamlText, { prettyErrors: true });
  const [syntaxError] = document.errors;
  if (syntaxError !== undefined) throw new ConfigurationError(source, syntaxError.message.split("\n")[0] ?? "");

  const parsed = configurationSchema.safeParse(fillIn(document.toJS(), environment, source));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigurationError(source, `\`${issue?.path.join(".") ?? ""}\`: ${issue?.message ?? ""}`);
  }
  assertRulesReachable(parsed.data, source);
  return parsed.data;
}

/**
 * Returns the configuration of a registry that was told nothing but its uplink, if it has one.
 *
 * With an uplink, every name comes from there until a first publish claims its scope (or, without a
 * scope, the name) for this registry: docs/decisions/origins-and-claims.md. Throws {@link ConfigurationError} for
 * patterns that mean nothing, or that leave nothing to the uplink.
 */
export function defaultConfiguration(options: DefaultOptions = {}): RegistryConfiguration {
  const { uplink, hostedPatterns = [] } = options;
  const wrong = hostedPatterns.find((pattern) => !isNamePattern(pattern));
  if (wrong !== undefined) throw new ConfigurationError("hosted", `\`${wrong}\` is no pattern of names`, patternHint);
  if (uplink === undefined) return configurationSchema.parse({ rules: [{ packages: "**", origin: hosted }] });
  const own = hostedPatterns.map((packages) => ({ packages, origin: hosted }));
  const configuration = configurationSchema.parse({
    uplinks: { npm: { url: uplink } },
    rules: [...own, { packages: "**", origin: "npm", claims: true }],
  });
  assertRulesReachable(configuration, "hosted");
  return configuration;
}

const patternHint = "Use names, `@scope/*`, `@*/*` or `*`";

type DefaultOptions = {
  /** The URL of the one uplink; without it everything is hosted. */
  readonly uplink?: string | undefined;
  /** Patterns of names that are hosted whatever the uplink has, such as `@acme/*`. */
  readonly hostedPatterns?: readonly string[] | undefined;
};

/** Replaces `${NAME}` in every text of a YAML value. */
function fillIn(value: unknown, environment: Environment, source: string): unknown {
  if (typeof value === "string") {
    return value.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
      const text = environment[name];
      if (text === undefined) throw new ConfigurationError(source, `the environment variable \`${name}\` is not set`);
      return text;
    });
  }
  if (Array.isArray(value)) return value.map((item) => fillIn(item, environment, source));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillIn(item, environment, source)]));
}
