import { hash } from "node:crypto";
import { existsSync } from "node:fs";

import {
  findCurrentGeneration,
  type Generation,
  type HostManifest,
  listGenerations,
  listUngranted,
  type PackageSettings,
  readGeneration,
  readHostManifest,
  shellGrant,
  type Variables,
} from "@larder/host-directory";
import {
  credentialsOf,
  inspectPackage,
  type PackageInspection,
  type Problem,
  variablesReadBy,
} from "@larder/package-contents";
import { diskTree } from "@larder/tarball";

import { openConfigurationMeans } from "./configuration/configuration-means.ts";
import {
  type ConfigurationMeans,
  type ConfiguredPackage,
  configurePackage,
} from "./configuration/configure-package.ts";
import { secretsOf } from "./configuration/secrets-of.ts";
import type { GivenSetting } from "./configuration/given-setting.ts";
import type { HookedPackage } from "./hooks/create-hooks.ts";
import type { SupervisedPackage } from "./lifecycle/supervised-package.ts";
import type { ReadHost } from "./lifecycle/host-packages.ts";
import { signaturePolicyOf } from "./sandbox/signature/signature-policy.ts";
import { assessPackage, type HostDecisions, type InstalledContents } from "./sandbox/assess-package.ts";

/** What is read, and for which process. */
export type ReadInstalledOptions = Pick<HostDecisions, "sandboxes"> & {
  readonly directory: string;
  /** Variables that packages may ask for. */
  readonly environment: Variables;
  /** What the command line of the start says of their configurations. */
  readonly given: readonly GivenSetting[];
  /** The packages whose code is read again, also where its files are the same. */
  readonly fresh: readonly string[];
};

/** What is installed in a host, and what of it runs around what happens to it. */
export type InstalledHost = ReadHost & { readonly hooked: readonly HookedPackage[] };

/** Returns what is installed in a host now, and what its operator decided. Throws `HostError`. */
export async function readInstalled(options: ReadInstalledOptions): Promise<InstalledHost> {
  const { directory, environment, given } = options;
  const manifest = await readHostManifest(directory);
  const generation = await findCurrentGeneration(directory);
  const means = await openConfigurationMeans(directory, environment, given);
  const packages = generation === undefined ? [] : readPackages(generation);
  const read = await Promise.all(packages.map((installed) => readOne(installed, { options, manifest, means })));
  return {
    ...(generation === undefined ? {} : { generation: generation.number }),
    packages: read.map(({ supervised }) => supervised),
    secrets: read.flatMap(({ configured }) => [...secretsOf(configured.settings), ...configured.environment.secrets]),
    hooked: read.flatMap(({ hooked }) => hooked ?? []),
  };
}

/**
 * Returns a package that the host does not have any more, as the newest generation that is left has it in that version;
 * undefined when none has, or its files are gone. Throws `HostError`.
 */
export async function readRemoved(
  options: ReadInstalledOptions,
  removed: { readonly name: string; readonly version: string },
): Promise<Pick<ReadPackage, "supervised" | "hooked"> | undefined> {
  const { directory, environment, given } = options;
  for (const number of (await listGenerations(directory)).toReversed()) {
    const found = readPackages(await readGeneration(directory, number)).find(
      ({ name, version }) => name === removed.name && version === removed.version,
    );
    if (found === undefined || !existsSync(found.directory)) continue;
    const manifest = await readHostManifest(directory);
    const means = await openConfigurationMeans(directory, environment, given);
    return await readOne(found, { options, manifest, means });
  }
  return undefined;
}

type ReadPackage = {
  readonly supervised: SupervisedPackage;
  readonly configured: ConfiguredPackage;
  readonly hooked: HookedPackage | undefined;
};

async function readOne(
  installed: InstalledContents,
  from: {
    readonly options: ReadInstalledOptions;
    readonly manifest: HostManifest;
    readonly means: ConfigurationMeans;
  },
): Promise<ReadPackage> {
  const { name, directory, inspection } = installed;
  const { sandboxes, fresh } = from.options;
  const settings = from.manifest.packages[name];
  const hasDomain = inspection.components.some(({ kind }) => kind === "domain");
  const credentials = hasDomain ? credentialsOf(diskTree(directory), inspection.components) : [];
  const { larder } = inspection;
  const configured = await configurePackage({ name, directory, larder, credentials }, settings, from.means);
  const supervised = assessPackage(installed, {
    hostDirectory: from.options.directory,
    settings,
    configured,
    variables: variablesReadBy(larder, credentials, settings?.env),
    sandboxes,
    signatures: signaturePolicyOf(from.options.environment),
    isFresh: fresh.includes(name),
  });
  return {
    supervised: {
      ...supervised,
      about: aboutOf(inspection),
      ...(settings?.required === true && { isRequired: true as const }),
      fingerprint: fingerprintOf(installed, supervised),
    },
    configured,
    hooked: hookedOf(installed, settings, configured),
  };
}

/** What its author says of a package; the name of a person may stand in an object. */
function aboutOf({ packageJson }: PackageInspection): NonNullable<SupervisedPackage["about"]> {
  const { description, author } = packageJson;
  const name = typeof author === "object" && author !== null && "name" in author ? author["name"] : author;
  return {
    ...(typeof description === "string" && { description }),
    ...(typeof name === "string" && { author: name }),
  };
}

function hookedOf(
  { name, version, directory, inspection }: InstalledContents,
  settings: PackageSettings | undefined,
  configured: ConfiguredPackage,
): HookedPackage | undefined {
  const hooks = inspection.larder?.hooks;
  if (hooks === undefined) return undefined;
  const mayRunScripts = listUngranted([shellGrant], settings?.grants ?? []).length === 0;
  return { name, version, directory, hooks, mayRunScripts, configured };
}

/** An instance in the store has its contents in its path; the rest is what the operator decided, and it may be secret. */
function fingerprintOf({ directory }: InstalledContents, supervised: SupervisedPackage): string {
  const { version, mode, requires } = supervised;
  const decided =
    supervised.type === "blocked"
      ? { reason: supervised.reason.message }
      : { env: supervised.pkg.env, config: supervised.pkg.config };
  return hash("sha256", JSON.stringify({ directory, version, mode, requires, ...decided }));
}

/** Libraries are installed for the packages that import them; they are not started. */
function readPackages(generation: Generation): readonly InstalledContents[] {
  const nameOf = new Map(generation.packages.map(({ node, name }) => [node as string, name]));
  return generation.packages
    .filter(({ kind }) => kind === "singleton")
    .map(({ name, version, path, requires, isLocal }) => ({
      name,
      version,
      directory: path,
      requires: requires.flatMap(({ to }) => nameOf.get(to) ?? []),
      inspection: inspectInstance(path, { name, version }),
      ...(isLocal && { isLocal }),
    }));
}

/** A package whose files are gone is one package that cannot run, not a host that cannot start. */
function inspectInstance(
  path: string,
  identity: { readonly name: string; readonly version: string },
): PackageInspection {
  if (existsSync(path)) return inspectPackage(diskTree(path), { identity });
  const problem: Problem = {
    severity: "error",
    path,
    message: `its files are not at \`${path}\``,
    hint: "Put them back with `larder install`",
  };
  return { dialect: "unknown", packageJson: identity, larder: undefined, components: [], problems: [problem] };
}
