export { compareText } from "./compare-text.ts";
export type { Conflict, Suggestion } from "./conflict.ts";
export type {
  Documents,
  GivenPackage,
  PackageSource,
  ResolveOutcome,
  ResolveRequest,
  SolveOutcome,
  Want,
} from "./request.ts";
export type {
  Edge,
  EdgeKind,
  NodeId,
  NodeSource,
  RegistryAlias,
  Resolution,
  ResolvedNode,
  RootWant,
} from "./resolution.ts";
export type { PackageExtension } from "./extension.ts";
export { packageVersionsOf } from "./package-versions.ts";
export type { PackageVersion, PackageVersions } from "./package-versions.ts";
export type { Platform, ResolvePolicy } from "./policy.ts";
export type { OnGuess } from "./prefetch.ts";
export { resolve } from "./resolve.ts";
export { solve } from "./solve.ts";
export { formatConflict } from "./report/format-conflict.ts";
export type { ConflictReport } from "./report/format-conflict.ts";
