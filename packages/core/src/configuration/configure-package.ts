import type { ExpectedError } from "@larder/errors";
import { HostError, type PackageSettings, readPackageConfiguration } from "@larder/host-directory";
import type { DomainCredential, LarderManifest } from "@larder/package-contents";

import type { ConfigurationProblem } from "./configuration-problem.ts";
import { type ConfigurationDecision, type ConfigurationLayers, decideConfiguration } from "./decide-configuration.ts";
import type { DecidedSetting } from "./decided-setting.ts";
import type { Environment } from "./environment.ts";
import { generateValue } from "./generate-value.ts";
import type { GivenSetting } from "./given-setting.ts";
import { formatPath, type Json, type JsonObject } from "./json-tree.ts";
import { type KeptOf, type KeptValues, nothingKept } from "./kept-values.ts";
import type { PackageEnvironment } from "./package-environment.ts";
import { readPackageEnvironment } from "./read-package-environment.ts";
import { SecretError } from "./secret-error.ts";

/** A package that is configured: what of it says how. */
export type ConfigurablePackage = {
  readonly name: string;
  /** Where its files are. */
  readonly directory: string;
  readonly larder: LarderManifest | undefined;
  readonly credentials: readonly DomainCredential[];
};

/** What a host configures its packages with. */
export type ConfigurationMeans = {
  readonly hostDirectory: string;
  /** The host's variables, without Larder's own. */
  readonly environment: Environment;
  readonly kept: KeptValues;
  /** The profile of packages that name none of their own. */
  readonly profile?: string | undefined;
  /** What the command line of its start says of each; nothing for a host that was not started with any. */
  readonly given?: readonly GivenSetting[];
};

/** The configuration of one package, made before it starts. */
export type ConfiguredPackage = {
  readonly values: JsonObject;
  readonly settings: readonly DecidedSetting[];
  /** Why it cannot be used; empty when it can. */
  readonly problems: readonly ConfigurationProblem[];
  readonly environment: PackageEnvironment;
  /** The profile that it was made with; undefined for none. */
  readonly profile: string | undefined;
  /** Where the operator's part of it stands, relative to the host. */
  readonly place: string;
};

/**
 * Returns the configuration of `pkg` under what its operator decided: reads his file, opens his secrets, and makes up
 * and keeps what the package wants made up. Throws nothing for what any of them says: that comes back as problems.
 */
export async function configurePackage(
  pkg: ConfigurablePackage,
  settings: PackageSettings | undefined,
  means: ConfigurationMeans,
): Promise<ConfiguredPackage> {
  const { config } = pkg.larder ?? {};
  const problems: ConfigurationProblem[] = [];
  const note = (failure: ExpectedError): void => void problems.push(problemOf(pkg.name, failure));
  const file = await orProblem(readPackageConfiguration(means.hostDirectory, settings), noFile, note);
  const kept =
    config?.schema === undefined ? nothingKept : await orProblem(means.kept.read(pkg.name), nothingKept, note);
  const layers = { ...layersOf(pkg, settings, means), file: file.values as JsonObject, kept: kept.set };
  const decide = (generated: JsonObject): ConfigurationDecision =>
    decideConfiguration(pkg.name, config?.schema, { ...layers, generated });
  const decided = await makeUp(pkg.name, decide, { kept, keep: problems.length > 0 ? undefined : means.kept });
  return {
    values: freeze(decided.values),
    settings: decided.settings,
    problems: [
      ...problems,
      ...unknownProfile(pkg, settings),
      ...kept.unreadable.map((path) => unreadable(pkg.name, formatPath(path))),
      ...decided.problems,
    ],
    environment: await readPackageEnvironment(pkg, settings, means.environment),
    profile: profileOf(settings, means),
    place: file.place,
  };
}

/** Returns what the package itself and the process say, without what the operator wrote or told. */
export function layersOf(
  { name: packageName, larder }: ConfigurablePackage,
  settings: PackageSettings | undefined,
  means: ConfigurationMeans,
): ConfigurationLayers {
  const { config, extra = {} } = larder ?? {};
  const { defaults = {}, profiles = {} } = config ?? {};
  const name = profileOf(settings, means) ?? "";
  const profile = (Object.hasOwn(profiles, name) ? profiles[name] : undefined) ?? {};
  const given = (means.given ?? []).filter((one) => one.packageName === packageName);
  return { manifest: extra, defaults, profile, environment: means.environment, given };
}

function profileOf(settings: PackageSettings | undefined, { profile }: ConfigurationMeans): string | undefined {
  return settings?.profile ?? profile;
}

const noFile = { values: {}, place: "larder.yaml" };

/** A file or a key that cannot be used keeps its package from running, and no other one. */
async function orProblem<Result>(
  reading: Promise<Result>,
  otherwise: Result,
  note: (failure: ExpectedError) => void,
): Promise<Result> {
  try {
    return await reading;
  } catch (failure) {
    if (!(failure instanceof HostError || failure instanceof SecretError)) throw failure;
    note(failure);
    return otherwise;
  }
}

function problemOf(packageName: string, { message, hint }: ExpectedError): ConfigurationProblem {
  const fix = hint ?? "Mend it, then start it again";
  return { packageName, path: "", kind: "invalid", reason: `cannot be read: ${message}`, fix };
}

function unreadable(packageName: string, path: string): ConfigurationProblem {
  return {
    packageName,
    path,
    kind: "invalid",
    reason: "is a secret that cannot be opened: its key is gone, or somebody changed it",
    fix: `larder config set ${packageName} ${path}`,
  };
}

function unknownProfile(
  { name, larder }: ConfigurablePackage,
  settings: PackageSettings | undefined,
): readonly ConfigurationProblem[] {
  const wanted = settings?.profile;
  const known = Object.keys(larder?.config?.profiles ?? {});
  if (wanted === undefined || known.includes(wanted)) return [];
  const there = known.length === 0 ? "it has none" : `there are ${known.map((one) => `\`${one}\``).join(", ")}`;
  return [
    {
      packageName: name,
      path: "",
      kind: "invalid",
      reason: `has no profile \`${wanted}\`; ${there}`,
      fix: `Mend \`packages."${name}".profile\` in larder.yaml`,
    },
  ];
}

/** Makes up what is asked for and that nobody said, keeps it, and decides again with it. */
async function makeUp(
  packageName: string,
  decide: (generated: JsonObject) => ConfigurationDecision,
  { kept, keep }: { readonly kept: KeptOf; readonly keep: KeptValues | undefined },
): Promise<ConfigurationDecision> {
  const decided = decide(kept.generated);
  const made = decided.settings.flatMap((setting) => makeOne(setting, kept));
  if (made.length === 0 || keep === undefined) return decided;
  await keep.keep(packageName, made);
  // Another process may have made it first: what is kept counts.
  return decide((await keep.read(packageName)).generated);
}

const said: ReadonlySet<string> = new Set(["file", "kept", "environment", "flags", "generated"]);

function makeOne(
  { path, schema, generate, isVisible, source }: DecidedSetting,
  { unreadable: lost }: KeptOf,
): readonly { readonly path: readonly string[]; readonly value: Json; readonly origin: "generated" }[] {
  if (generate === undefined || !isVisible || said.has(source ?? "")) return [];
  // One that cannot be opened may be opened again once its key is back.
  if (lost.some((one) => formatPath(one) === formatPath(path))) return [];
  const value = generateValue(generate, schema);
  return value === undefined ? [] : [{ path, value, origin: "generated" }];
}

function freeze<Value extends Json>(value: Value): Value {
  if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) freeze(part);
    Object.freeze(value);
  }
  return value;
}
