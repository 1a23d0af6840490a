import type { AbbreviatedManifest } from "@larder/packument";

/** What the operator adds to what packages of a selector (`name` or `name@range`) say of themselves. */
export type PackageExtension = Pick<
  AbbreviatedManifest,
  "dependencies" | "optionalDependencies" | "peerDependencies" | "peerDependenciesMeta"
>;
