export { compareText } from "./compare-text.ts";
export type { Conflict, HiddenVersion } from "./conflict.ts";
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
export { policyOfNobody } from "./policy.ts";
export type { Platform, ResolvePolicy } from "./policy.ts";
export type { OnGuess } from "./prefetch.ts";
export { resolve } from "./resolve.ts";
export { solve } from "./solve.ts";
export { formatConflict } from "./report/format-conflict.ts";
export type { ConflictReport } from "./report/format-conflict.ts";
export type {
  ConflictDocument,
  ReportedChange,
  ReportedFact,
  ReportedStep,
  ReportedVersion,
} from "./report/conflict-document.ts";
export { applySuggestion } from "./suggestions/apply-suggestion.ts";
export type { Suggestion } from "./suggestions/suggestion.ts";
export { runsOn } from "./policy/platforms.ts";
export type { Refusal } from "./policy/refusal.ts";
export { overrideKeyBelow, parseOverrideKey } from "./overrides/override-key.ts";
export type { OverrideKey, OverrideParent } from "./overrides/override-key.ts";
export { parseSelector } from "./selector.ts";
export type { Selector } from "./selector.ts";
