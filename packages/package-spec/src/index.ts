export { InvalidDistTagError, isDistTag, parseDistTag } from "./dist-tag.ts";
export type { DistTag } from "./dist-tag.ts";
export { findGitPlace } from "./git-place.ts";
export type { GitPlace } from "./git-place.ts";
export { isImportName } from "./import-name.ts";
export { digestOf, findSha512, integrityOfSha512, isIntegrity } from "./integrity.ts";
export type { Integrity } from "./integrity.ts";
export {
  escapePackageName,
  InvalidPackageNameError,
  isPackageName,
  parsePackageName,
  parsePublishableName,
  scopeOf,
  unscopedName,
} from "./package-name.ts";
export type { PackageName, Scope } from "./package-name.ts";
export { formatWanted, InvalidSpecError, parsePackageSpec, parseWanted } from "./package-spec.ts";
export type { PackageSpec, Wanted } from "./package-spec.ts";
export { releaseSpans } from "./release-spans.ts";
export type { Release, ReleaseSpan } from "./release-spans.ts";
export {
  compareVersions,
  InvalidRangeError,
  InvalidVersionError,
  isRange,
  isVersion,
  isWithin,
  parseRange,
  parseVersion,
  satisfies,
} from "./version.ts";
export type { Range, Version } from "./version.ts";
