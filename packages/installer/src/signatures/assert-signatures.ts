import type { SignaturePolicy } from "@larder/host-directory";
import type { Lockfile } from "@larder/lockfile";

import { type CheckedPackage, type CheckOptions, checkSignatures, type SignatureState } from "./check-signatures.ts";
import { MissingSignatureError, UnknownKeyError, WrongSignatureError } from "./signature-error.ts";

/** How many packages of registries are signed, by what their signatures came to. */
export type SignatureCounts = { readonly [state in SignatureState]: number };

/**
 * Checks the signatures of `lock` and returns what came of it; `null` when the policy does not care.
 *
 * Throws {@link WrongSignatureError} and {@link UnknownKeyError}, and where signatures are required
 * {@link MissingSignatureError}.
 */
export async function assertSignatures(
  lock: Lockfile,
  policy: SignaturePolicy,
  options: CheckOptions = {},
): Promise<SignatureCounts | null> {
  if (policy === "off") return null;
  const checked = await checkSignatures(lock, options);
  const refused = listRefused(checked, policy);
  for (const state of gravest) {
    const same = refused.filter((one) => state.includes(one.state));
    const [first] = same;
    if (first !== undefined) throw errorOf(first, same.length - 1);
  }
  return countSignatures(checked);
}

/** Returns the packages that `policy` refuses, and why, without a full stop. */
export function listRefused(
  checked: readonly CheckedPackage[],
  policy: SignaturePolicy,
): readonly (CheckedPackage & { readonly sentence: string })[] {
  const refuses: { readonly [state in SignatureState]: boolean } = {
    verified: false,
    invalid: policy !== "off",
    "unknown-key": policy !== "off",
    unsigned: policy === "require",
    unverified: policy === "require",
  };
  return checked.filter(({ state }) => refuses[state]).map((one) => ({ ...one, sentence: errorOf(one, 0).message }));
}

/** Counts packages by what their signatures came to. */
export function countSignatures(checked: readonly CheckedPackage[]): SignatureCounts {
  const counts = { verified: 0, unsigned: 0, unverified: 0, "unknown-key": 0, invalid: 0 };
  for (const { state } of checked) counts[state] += 1;
  return counts;
}

/** What is told first when several things are wrong. */
const gravest: readonly (readonly SignatureState[])[] = [["invalid"], ["unknown-key"], ["unsigned", "unverified"]];

function errorOf(refused: CheckedPackage, others: number): Error {
  switch (refused.state) {
    case "invalid":
      return new WrongSignatureError(refused, refused.reason ?? "is not what its registry signed");
    case "unknown-key":
      return new UnknownKeyError(refused, others);
    default:
      return new MissingSignatureError(refused, others);
  }
}
