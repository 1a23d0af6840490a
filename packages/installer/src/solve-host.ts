import type { HostManifest } from "@larder/host-directory";
import { type Lockfile, createLockfile, parseLockfile, printLockfile } from "@larder/lockfile";
import { isPackageName, type PackageName, parseWanted } from "@larder/package-spec";
import { larderPackageSource, packageSource, type RegistryClient } from "@larder/registry-client";
import { formatConflict, resolve, type ResolveOutcome, type ResolveRequest } from "@larder/resolver";

import type { CoreOffer } from "./core-offer.ts";
import { UnsatisfiableWantsError } from "./installer-error.ts";

/** What a lock is computed from. */
export type SolveInput = {
  readonly manifest: HostManifest;
  /** The lock that stands: its versions are kept where they still fit. */
  readonly locked: Lockfile | undefined;
  /** Names that shall move. */
  readonly update: readonly string[];
  readonly client: RegistryClient;
  readonly core: CoreOffer;
};

/** A lock, and who computed it: both compute the same. */
export type Solved = { readonly lock: Lockfile; readonly by: "registry" | "client" };

/**
 * Returns the lock of what a host wants: from its registry in one round trip when that offers it, else
 * solved here from the registry's documents. Throws {@link UnsatisfiableWantsError}, and what the
 * client throws.
 */
export async function solveHost(input: SolveInput): Promise<Solved> {
  return (await solveInRegistry(input)) ?? (await solveHere(input));
}

async function solveInRegistry(input: SolveInput): Promise<Solved | undefined> {
  const { manifest, locked, update, client, core } = input;
  const answer = await client.resolve({
    registry: manifest.policy.registryDefault,
    coreVersion: core.coreVersion,
    provided: core.provided,
    wants: Object.fromEntries(manifest.wants.map(({ alias, wanted }) => [alias, wanted])),
    shared: manifest.shared,
    overrides: manifest.overrides,
    lock: locked === undefined ? null : printLockfile(locked),
    update,
  });
  if (answer === undefined) return undefined;
  // Only here is it known in which line of `larder.yaml` a want stands, and a conflict must say so.
  if (answer.outcome === "conflict") return lockOf(await resolve(requestOf(input), larderPackageSource(client)));
  return { lock: parseLockfile(answer.lock), by: "registry" };
}

async function solveHere(input: SolveInput): Promise<Solved> {
  const { wants, shared } = input.manifest;
  const request = requestOf(input);
  const source = packageSource(input.client, [...wants.flatMap(namesOfWant), ...shared]);
  let outcome = await resolve(request, source);
  while (source.widen()) outcome = await resolve(request, source);
  return lockOf(outcome);
}

function requestOf({ manifest, locked, update, core }: SolveInput): ResolveRequest {
  return {
    ...core,
    registry: manifest.policy.registryDefault,
    wants: manifest.wants,
    shared: manifest.shared,
    overrides: manifest.overrides,
    update,
    ...(locked !== undefined && { locked: locked.resolution }),
  };
}

function lockOf(outcome: ResolveOutcome): Solved {
  if (outcome.outcome === "conflict") throw new UnsatisfiableWantsError(formatConflict(outcome.conflict));
  return { lock: createLockfile(outcome.resolution), by: "client" };
}

function namesOfWant({ alias, wanted }: { readonly alias: string; readonly wanted: string }): readonly PackageName[] {
  const parsed = parseWanted(wanted);
  if (parsed.type === "alias") return [parsed.name];
  return isPackageName(alias) ? [alias] : [];
}
