import { findResolvePolicy, type HostManifest } from "@larder/host-directory";
import { createLockfile, type Lockfile, lockfileRevision, parseLockfile, printLockfile } from "@larder/lockfile";
import { isPackageName, type PackageName, parseWanted } from "@larder/package-spec";
import { packageSource, type RegistryClient, type ResolveAnswer } from "@larder/registry-client";
import { answerResolve, packageFrameOf, resolveBodyOf } from "@larder/registry-client/resolving";
import type { GivenPackage, NodeId, OnGuess, ResolveRequest } from "@larder/resolver";

import type { CoreOffer } from "./core-offer.ts";
import { UnsatisfiableWantsError } from "./installer-error.ts";
import type { OnPackage } from "./prefetch-archives.ts";

/** What a lock is computed from. */
export type SolveInput = {
  readonly manifest: HostManifest;
  /** The lock that stands: its versions are kept where they still fit. */
  readonly locked: Lockfile | undefined;
  /** Names that shall move. */
  readonly update: readonly string[];
  /** What the host wants from outside of a registry, read and pinned. */
  readonly given?: readonly GivenPackage[];
  readonly prefer?: ResolveRequest["prefer"];
  /** The time for which the answer holds where the policy asks for an age, ISO 8601 in UTC; now unless told. */
  readonly asOf?: string;
  /** Hears, while it is solved, which packages the lock will probably name; only the lock decides. */
  readonly onPackage?: OnPackage;
  /** Hears for how many seconds the registry has been looking, when it has nothing else to say. */
  readonly onWaiting?: (seconds: number) => void;
  readonly client: RegistryClient;
  readonly core: CoreOffer;
};

/** A lock, and who computed it: both compute the same. */
export type Solved = {
  /** Without keys: nobody but the host knows which it has agreed to. */
  readonly lock: Lockfile;
  readonly by: "registry" | "client";
  /** When what is signed and new in the lock was published, by its id, as far as the registry says it. */
  readonly published?: { readonly [id: NodeId]: string };
};

/**
 * Returns the lock of what a host wants: from its registry in one round trip when that offers it, else
 * solved here from the registry's documents. Throws {@link UnsatisfiableWantsError}, and what the
 * client throws.
 */
export async function solveHost(input: SolveInput): Promise<Solved> {
  const request = requestOf(input);
  const body = resolveBodyOf(request, input.locked && printLockfile(createLockfile(input.locked.resolution)));
  const byRegistry = await input.client.resolve(body, input.onPackage, input.onWaiting);
  const solved = byRegistry && solvedBy("registry", byRegistry, input.locked);
  // An older registry does not say all that stands in a lock now.
  if (solved !== undefined && solved.lock.revision >= lockfileRevision) return solved;
  return solvedBy("client", await solveHere(input, request, body), input.locked);
}

/** Runs what a registry runs, from the documents of a registry that does not. */
async function solveHere(
  { client, onPackage = () => undefined }: SolveInput,
  request: ResolveRequest,
  body: ReturnType<typeof resolveBodyOf>,
): Promise<ResolveAnswer> {
  const { policy, asOf } = request;
  const source = packageSource(client, {
    mayBeSingleton: listSingletonNames(request),
    ...(policy && { policy }),
    ...(asOf !== undefined && { asOf }),
  });
  const given = new Set(request.given?.map(({ manifest }) => manifest.name));
  const onGuess: OnGuess = (manifest) => {
    const frame = given.has(manifest.name) ? undefined : packageFrameOf(manifest);
    if (frame !== undefined) onPackage(frame);
  };
  let answer = await answerResolve(body, source, onGuess);
  while (source.widen()) answer = await answerResolve(body, source, onGuess);
  return answer;
}

function requestOf({ manifest, locked, update, core, given, prefer, ...input }: SolveInput): ResolveRequest {
  const policy = findResolvePolicy(manifest.policy);
  const asOf = policy && policy.minimumAgeMs > 0 ? (input.asOf ?? new Date().toISOString()) : undefined;
  return {
    ...core,
    registry: manifest.policy.registryDefault,
    wants: manifest.wants,
    shared: manifest.shared,
    overrides: manifest.overrides,
    extensions: manifest.extensions,
    update,
    ...(policy && { policy }),
    ...(asOf !== undefined && { asOf }),
    ...(given && { given }),
    ...(prefer && { prefer }),
    ...(locked && { locked: locked.resolution }),
  };
}

function solvedBy(by: Solved["by"], answer: ResolveAnswer, locked: Lockfile | undefined): Solved {
  const { published } = answer.outcome === "solved" ? answer : {};
  return { lock: lockOf(answer, locked), by, ...(published && { published }) };
}

function lockOf(answer: ResolveAnswer, locked: Lockfile | undefined): Lockfile {
  if (answer.outcome === "conflict") throw new UnsatisfiableWantsError(answer.conflict);
  if (answer.outcome === "solved") return parseLockfile(answer.lock);
  if (locked === undefined) throw new Error("A lock was said to stand, and there is none");
  return createLockfile(locked.resolution);
}

/** Lists the names that the request itself wants once, requires, or has as a peer. */
function listSingletonNames({ wants, shared, extensions, given, overrides }: ResolveRequest): readonly PackageName[] {
  const manifests = (given ?? []).map(({ manifest }) => manifest);
  const relations = [
    ...[...Object.values(extensions ?? {}), ...manifests].map(({ peerDependencies }) => peerDependencies),
    ...manifests.map(({ larder }) => larder?.requires),
  ].flatMap((relation) => Object.keys(relation ?? {}));
  const taken = Object.values(overrides).map((wanted) => ({ alias: "", wanted }));
  return [...[...wants, ...taken].flatMap(namesOfWant), ...shared, ...relations.filter(isPackageName)];
}

function namesOfWant({ alias, wanted }: { readonly alias: string; readonly wanted: string }): readonly PackageName[] {
  if (wanted.startsWith("npm:")) {
    const parsed = parseWanted(wanted);
    if (parsed.type === "alias") return [parsed.name];
  }
  return isPackageName(alias) ? [alias] : [];
}
