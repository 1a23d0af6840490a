import type { ExpectedError } from "@larder/errors";
import { listUngranted, packageModeOf, type PackageSettings } from "@larder/host-directory";
import { variableGrant } from "@larder/host-directory/grants";
import { domainSchemasOf, hasCode, type LarderManifest, type PackageInspection } from "@larder/package-contents";
import { isRange, parseVersion, satisfies } from "@larder/package-spec";
import { apiVersion, type Permission } from "@larder/sdk";
import { diskTree } from "@larder/tarball";

import { UnconfiguredError } from "../configuration/configuration-problem.ts";
import type { ConfiguredPackage } from "../configuration/configure-package.ts";
import { MissingCredentialError } from "../configuration/package-environment.ts";
import { MissingVariableError, UnusablePackageError } from "../lifecycle/lifecycle-errors.ts";
import { importerOf } from "../lifecycle/module-readings.ts";
import { type PackageFiles, readPackageCode } from "../lifecycle/read-components.ts";
import type { CodeWatch } from "../lifecycle/package-code.ts";
import type { RunnablePackage } from "../lifecycle/runtime.ts";
import type { VmLimits } from "./runner/messages.ts";
import { scanPackage } from "./scan/scan-package.ts";
import { findSignatureFault } from "./signature/find-signature-fault.ts";
import type { SignaturePolicy } from "./signature/signature-policy.ts";
import { UntrustedSignatureError } from "./signature/untrusted-signature-error.ts";
import type { SandboxPool } from "./sandbox-pool.ts";
import { UngrantedPermissionError } from "./ungranted-permission-error.ts";
import type { RunMode, SupervisedPackage } from "../lifecycle/supervised-package.ts";

const megabyte = 1024 * 1024;

/** Half of what a process that runs sandboxes may have. */
const memoryMbMax = 1024;

/** A package as it lies in the host, before anything of it runs. */
export type InstalledContents = {
  readonly name: string;
  readonly version: string;
  readonly directory: string;
  /** The packages of the host that it requires. */
  readonly requires: readonly string[];
  readonly inspection: PackageInspection;
  /** Does it come from the operator's own disk? */
  readonly isLocal?: true;
};

/** What the operator decided, and what the process knows. */
export type HostDecisions = {
  /** Where the host is, for the next step that a reason names. */
  readonly hostDirectory: string;
  readonly settings: PackageSettings | undefined;
  /** Its configuration, as it was made of what the operator decided. */
  readonly configured: Pick<ConfiguredPackage, "values" | "problems" | "environment">;
  /** The variables of the host whose values it gets, because it names them. */
  readonly variables: readonly string[];
  /** What he asks of signatures; nothing when left out. */
  readonly signatures?: SignaturePolicy;
  /** Where code runs that the operator does not trust. */
  readonly sandboxes: SandboxPool;
  /** Is its code read again, once, also where its files are the same? */
  readonly isFresh?: boolean;
};

/** Returns how `installed` would run: its code is sandboxed unless the operator trusts it. */
function runModeOf(installed: InstalledContents, settings: PackageSettings | undefined): RunMode {
  const { components, larder } = installed.inspection;
  if (!hasCode(components)) return "data";
  return packageModeOf(installed, settings, larder?.mode) === "sandboxed" ? "sandboxed" : "trusted";
}

/** Decides whether `installed` may run, and as what. Nothing of it is executed to find out. */
export function assessPackage(installed: InstalledContents, decisions: HostDecisions): SupervisedPackage {
  const { name, version, requires, inspection } = installed;
  const mode = runModeOf(installed, decisions.settings);
  const supervised = { name, version, requires, components: inspection.components, mode };
  const reason = findReason(installed, mode, decisions);
  if (reason !== undefined) return { ...supervised, type: "blocked", reason };
  return { ...supervised, type: "runnable", pkg: toRunnable(installed, mode, decisions) };
}

function toRunnable(installed: InstalledContents, mode: RunMode, decisions: HostDecisions): RunnablePackage {
  const { name, version, directory, requires, inspection } = installed;
  const { components, larder } = inspection;
  const timeoutSeconds = larder?.limits?.timeoutSeconds;
  const files = { name, directory, components, instancePerCall: larder?.instancePerCall };
  const readTrusted = trustedReader(files, decisions.isFresh ?? false);
  return {
    name,
    version,
    directory,
    requires,
    components,
    schemas: schemasOf(installed),
    isSandboxed: mode === "sandboxed",
    readCode(watch) {
      if (mode === "sandboxed") return decisions.sandboxes.open(files, limitsOf(larder), watch);
      if (installed.isLocal !== true) warnOf(installed, watch);
      return readTrusted();
    },
    permissions: permissionsOf(installed),
    callers: larder?.callers,
    actionTimeoutMs: timeoutSeconds === undefined ? undefined : timeoutSeconds * 1000,
    callLimits: callLimitsOf(larder),
    diskBytesMax: diskBytesOf(larder),
    env: decisions.configured.environment.values,
    config: decisions.configured.values,
  };
}

/** Most packages bring none, and are not read for them. */
function schemasOf({
  directory,
  inspection: { components },
}: InstalledContents): NonNullable<RunnablePackage["schemas"]> {
  const hasSchemas =
    components.some(({ kind }) => kind === "domain") && components.some(({ kind }) => kind === "schema");
  return hasSchemas ? domainSchemasOf(diskTree(directory), components) : [];
}

/** Who trusts what others wrote is told what stands out in it; a sandbox needs nobody to read. */
function warnOf({ directory, inspection }: InstalledContents, watch: CodeWatch): void {
  const paths = inspection.components.map(({ path }) => path);
  for (const { path, message } of scanPackage(directory, paths)) watch.onConsole("warn", `${path}: ${message}`);
}

/** Returns what reads the code of a trusted package for one life after the other; with `isFresh` the first of them anew. */
function trustedReader(files: PackageFiles, isFresh: boolean): () => ReturnType<typeof readPackageCode> {
  let reset = isFresh;
  return async () => {
    const importer = importerOf(files, { reset });
    reset = false;
    return await readPackageCode(files, importer);
  };
}

/** How often the actions of the package may be called, and how often they are tried. */
function callLimitsOf(larder: LarderManifest | undefined): NonNullable<RunnablePackage["callLimits"]> {
  const { rateLimit, retry } = larder?.limits ?? {};
  return {
    ...(rateLimit && { rate: { calls: rateLimit.calls, periodMs: rateLimit.periodSeconds * 1000 } }),
    ...(retry && { retry: { attemptsMax: retry.attemptsMax, backoffMs: retry.backoffSeconds * 1000 } }),
  };
}

function permissionsOf({ inspection }: InstalledContents): readonly Permission[] {
  return inspection.larder?.permissions ?? [];
}

/** What a package that says nothing has room for, in MB; one that says 0 has no limit. */
const diskMbDefault = 50;

function diskBytesOf(larder: LarderManifest | undefined): number | undefined {
  const diskMb = larder?.limits?.diskMb ?? diskMbDefault;
  return diskMb === 0 ? undefined : diskMb * megabyte;
}

/** What the package says that it needs, and no more than a process has; the pool knows what holds where it says nothing. */
function limitsOf(larder: LarderManifest | undefined): Partial<VmLimits> {
  const memoryMb = larder?.limits?.memoryMb;
  return memoryMb === undefined ? {} : { memoryBytes: Math.min(memoryMb, memoryMbMax) * megabyte };
}

function findReason(installed: InstalledContents, mode: RunMode, decisions: HostDecisions): ExpectedError | undefined {
  const error = installed.inspection.problems.find(({ severity }) => severity === "error");
  if (error !== undefined) return new UnusablePackageError(installed.name, error.message, error.hint);
  const wanted = findUnmetApi(installed.inspection);
  if (wanted !== undefined) {
    const reason = `it needs the API of Larder in a version that fits \`${wanted}\`, and this host has ${apiVersion}`;
    return new UnusablePackageError(installed.name, reason, "Lock the host again with this version of Larder");
  }
  const forged = findForgery(installed, mode, decisions);
  if (forged !== undefined) return new UntrustedSignatureError(installed.name, forged);
  const asked = [...permissionsOf(installed), ...decisions.variables.map(variableGrant)];
  const ungranted = mode === "sandboxed" ? listUngranted(asked, decisions.settings?.grants ?? []) : [];
  if (ungranted.length > 0) return new UngrantedPermissionError(installed.name, ungranted, decisions.hostDirectory);
  return findUnconfigured(installed.name, decisions);
}

/** Returns the first thing that keeps the package from running with the configuration that it has. */
function findUnconfigured(name: string, { configured }: HostDecisions): ExpectedError | undefined {
  const { missing, missingCredentials } = configured.environment;
  if (missing.length > 0) return new MissingVariableError(name, missing);
  const [credential, ...credentials] = missingCredentials;
  if (credential !== undefined) return new MissingCredentialError(name, [credential, ...credentials]);
  const [problem, ...problems] = configured.problems;
  return problem === undefined ? undefined : new UnconfiguredError(name, [problem, ...problems]);
}

/** Local folders are the operator's own; everything else has to be signed where he asks for that. */
function findForgery(installed: InstalledContents, mode: RunMode, decisions: HostDecisions): string | undefined {
  const { directory, version, inspection, isLocal } = installed;
  if (decisions.signatures === undefined || mode === "data") return undefined;
  const mustBeSigned = mode === "trusted" && isLocal !== true;
  return findSignatureFault(
    { directory, version, components: inspection.components, mustBeSigned },
    decisions.signatures,
  );
}

/** Returns the range of `engines.larder` when this host's API is not in it: the host was updated since it was locked. */
function findUnmetApi({ packageJson }: PackageInspection): string | undefined {
  const { engines } = packageJson;
  if (typeof engines !== "object" || engines === null || Array.isArray(engines)) return undefined;
  const wanted = Object.entries(engines).find(([engine]) => engine === "larder")?.[1];
  if (typeof wanted !== "string" || !isRange(wanted)) return undefined;
  return satisfies(parseVersion(apiVersion), wanted) ? undefined : wanted;
}
