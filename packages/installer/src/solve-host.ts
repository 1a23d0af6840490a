import type { HostManifest } from "@larder/host-directory";
import { type Lockfile, createLockfile, parseLockfile, printLockfile } from "@larder/lockfile";
import { isPackageName, type PackageName, parseWanted } from "@larder/package-spec";
import { packageSource, type RegistryClient } from "@larder/registry-client";
import { formatConflict, resolve, type ResolveRequest } from "@larder/resolver";

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

async function solveInRegistry({ manifest, locked, update, client, core }: SolveInput): Promise<Solved | undefined> {
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
  if (answer.outcome === "conflict") throw new UnsatisfiableWantsError(answer.conflict);
  return { lock: parseLockfile(answer.lock), by: "registry" };
}

async function solveHere({ manifest, locked, update, client, core }: SolveInput): Promise<Solved> {
  const request: ResolveRequest = {
    ...core,
    registry: manifest.policy.registryDefault,
    wants: manifest.wants,
    shared: manifest.shared,
    overrides: manifest.overrides,
    update,
    ...(locked !== undefined && { locked: locked.resolution }),
  };
  const source = packageSource(client, [...manifest.wants.flatMap(namesOfWant), ...manifest.shared]);
  let outcome = await resolve(request, source);
  while (source.widen()) outcome = await resolve(request, source);
  if (outcome.outcome === "conflict") throw new UnsatisfiableWantsError(formatConflict(outcome.conflict));
  return { lock: createLockfile(outcome.resolution), by: "client" };
}

function namesOfWant({ alias, wanted }: { readonly alias: string; readonly wanted: string }): readonly PackageName[] {
  const parsed = parseWanted(wanted);
  if (parsed.type === "alias") return [parsed.name];
  return isPackageName(alias) ? [alias] : [];
}
