import type { SignaturePolicy } from "@larder/host-directory";
import type { Lockfile } from "@larder/lockfile";
import type { NodeId } from "@larder/resolver";

import type { InstallMeans } from "../change-host.ts";
import { commandToMove } from "../command-to-move.ts";
import { archiveFetcher } from "../fetch-archive.ts";
import { RefusedArchiveError } from "../installer-error.ts";
import { assertSignatures, type SignatureCounts } from "./assert-signatures.ts";

/** Packages of a lock that are in the store, and were checked. */
export type CheckedInstances = {
  readonly signatures: SignatureCounts | null;
  /** Where each package is. */
  readonly published: ReadonlyMap<NodeId, string>;
};

/**
 * Makes the packages of `lock` be in the store while their signatures are checked, and returns when both are done: what
 * is in the store runs nowhere yet.
 *
 * A lock that is refused ends what is being fetched for it, and is refused for its signatures, whatever else went wrong.
 * Throws what `assertSignatures` and `ensureInstances` throw.
 */
export async function ensureChecked(
  means: InstallMeans,
  lock: Lockfile,
  policy: SignaturePolicy,
): Promise<CheckedInstances> {
  const { store, onProgress } = means;
  const checking = assertSignatures(lock, policy, { store });
  const ensuring = store.ensureInstances(lock.resolution, archiveFetcher(means), onProgress, checking);
  const [checked, ensured] = await Promise.allSettled([checking, ensuring]);
  if (checked.status === "rejected") throw checked.reason;
  if (ensured.status === "rejected") throw adviseMove(ensured.reason, lock);
  return { signatures: checked.value, published: ensured.value };
}

/** Whoever fetches one package does not know which others ask for just this version. */
function adviseMove(reason: unknown, { resolution }: Lockfile): unknown {
  if (!(reason instanceof RefusedArchiveError)) return reason;
  const { node, registry, cause } = reason;
  const found = resolution.nodes.find(({ id }) => id === node);
  return found === undefined
    ? reason
    : new RefusedArchiveError(found, registry, cause, commandToMove(resolution, node));
}
