import { ExpectedError } from "@larder/errors";
import type { DomainCredential } from "@larder/package-contents";

import { type Environment, readVariable } from "./environment.ts";

/** What the variables of a package are made of; a later one wins. */
export type EnvironmentSources = {
  /** `larder.envFile` of the package. */
  readonly file: { readonly [name: string]: string };
  /** What the domains of the package need, with the file of variables that each one ships. */
  readonly credentials: readonly (DomainCredential & { readonly fallback: string | undefined })[];
  /** `larder.env`. */
  readonly manifest: { readonly [name: string]: string };
  /** What the operator writes in `larder.yaml`. */
  readonly settings: { readonly [name: string]: string };
  /** The host's own. */
  readonly host: Environment;
};

/** The variables of a package, or which are missing. */
export type PackageEnvironment = {
  readonly values: { readonly [name: string]: string };
  /** What of them is a credential: no log shows it. */
  readonly secrets: readonly string[];
  /** Names of variables that the host does not have, sorted. */
  readonly missing: readonly string[];
  readonly missingCredentials: readonly DomainCredential[];
};

/** Larder's own variables hold keys and passwords of the host itself: no package gets one by naming it. */
export function withoutOwnVariables(variables: Environment): Environment {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !/^LARDER_(?!_)/.test(name)));
}

/** Fills the variables of a package. A text that is `${NAME}` is the host's variable of that name. */
export function fillEnvironment(sources: EnvironmentSources): PackageEnvironment {
  const credentials = fillCredentials(sources);
  const missing = new Set<string>();
  const values = new Map([...Object.entries(sources.file), ...credentials.values]);
  for (const [name, text] of Object.entries({ ...sources.manifest, ...sources.settings })) {
    const [, variable] = /^\$\{(\w+)\}$/.exec(text) ?? [];
    const value = variable === undefined ? text : readVariable(sources.host, variable);
    if (value === undefined) missing.add(variable ?? name);
    else values.set(name, value);
  }
  return {
    values: Object.fromEntries(values),
    secrets: [...credentials.values.values()],
    missing: [...missing].toSorted(),
    missingCredentials: credentials.missing,
  };
}

/** A credential is the host's variable of its name, else what the domain ships; an empty one counts as none. */
function fillCredentials({ credentials, settings, host }: EnvironmentSources): {
  readonly values: ReadonlyMap<string, string>;
  readonly missing: readonly DomainCredential[];
} {
  const found = credentials.map(({ fallback, ...credential }) => ({
    credential,
    value: (readVariable(settings, credential.name) ?? readVariable(host, credential.name) ?? fallback) || undefined,
  }));
  return {
    values: new Map(
      found.flatMap(({ credential, value }) => (value === undefined ? [] : [[credential.name, value] as const])),
    ),
    missing: found.flatMap(({ credential, value }) =>
      value === undefined && credential.isRequired ? [credential] : [],
    ),
  };
}

/** A domain of a package needs credentials that nobody gave it. */
export class MissingCredentialError extends ExpectedError {
  readonly code = "ECONFIG";
  readonly packageName: string;
  readonly domain: string;
  readonly credentials: readonly string[];

  constructor(packageName: string, [first, ...more]: readonly [DomainCredential, ...DomainCredential[]]) {
    const names = [first, ...more.filter(({ domain }) => domain === first.domain)].map(({ name }) => name);
    const what = first.description === undefined ? "" : ` (${first.description})`;
    super(
      `The domain \`${first.domain}\` of \`${packageName}\` needs ${names.map((name) => `\`${name}\``).join(", ")}${what}, not set for this host`,
      { hint: `Write \`${first.name}=…\` into \`.env\` of the host, or set it in the environment of \`larder start\`` },
    );
    this.packageName = packageName;
    this.domain = first.domain;
    this.credentials = names;
  }
}
