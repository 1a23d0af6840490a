import type { PackageName, Version } from "@larder/package-spec";

/** One package on the way to a library. */
export type LibraryStep = { readonly name: PackageName; readonly version: Version };

/** An edge between libraries that cannot be met as things stand. */
export type LibraryProblem = {
  /** From the singleton, or from the library that the host wants, down to the package that asks; empty when the host itself asks. */
  readonly path: readonly LibraryStep[];
  /** Where the host's want is written, when the path starts with one. */
  readonly declaredIn: string | undefined;
  readonly alias: string;
  readonly wanted: string;
  /** An override of the host says it, and the package itself something else. */
  readonly isOverridden: boolean;
  /** Continues "… which": `does not exist in \`home\``. */
  readonly reason: string;
};
