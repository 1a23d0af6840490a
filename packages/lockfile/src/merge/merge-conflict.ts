/** Something that both sides changed, each to something else. */
export type MergeConflict = {
  readonly about: "core" | "policy" | "override" | "extension" | "shared" | "want" | "package" | "key";
  readonly name: string;
};
