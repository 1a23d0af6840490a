import type { SignatureCounts } from "@larder/installer";

/** What each outcome is called, in the order of their trouble. */
const words: { readonly [state in keyof SignatureCounts]: string } = {
  verified: "verified",
  invalid: "wrong",
  "unknown-key": "with a key that is not agreed to",
  unverified: "not verified, since no keys are known",
  unsigned: "unsigned",
};

/** Returns what the signatures of registries came to, in one line; none where nothing is signed, or nobody cares. */
export function viewSignatures(counts: SignatureCounts | null): readonly string[] {
  if (counts === null) return [];
  const all = Object.values(counts).reduce((sum, number) => sum + number, 0);
  if (all === counts.unsigned) return [];
  const states = (Object.keys(words) as readonly (keyof SignatureCounts)[]).filter((state) => counts[state] > 0);
  return [`  signatures: ${states.map((state) => `${counts[state]} ${words[state]}`).join(", ")}`];
}
