export { abbreviateManifest, abbreviatePackument } from "./abbreviate.ts";
export { listBundledDependencies } from "./bundled-dependencies.ts";
export { hasInstallScript, implicitInstallScript, installScripts } from "./install-script.ts";
export { isJsonObject } from "./json.ts";
export { hideVersions } from "./hide-versions.ts";
export { findManifestMismatch } from "./manifest-mismatch.ts";
export type { ArchiveFacts, ManifestMismatch } from "./manifest-mismatch.ts";
export type {
  AbbreviatedManifest,
  DependencyMap,
  Dist,
  Json,
  JsonObject,
  Manifest,
  ManifestRelations,
} from "./manifest.ts";
export { abbreviatedContentType, baseUrlPlaceholder } from "./packument.ts";
export type { AbbreviatedPackument, HiddenVersion, Packument, PackumentNotes } from "./packument.ts";
export { publishDocumentSchema, publishManifestSchema } from "./publish-document.ts";
export type { PublishDocument, PublishManifest } from "./publish-document.ts";
export { formatRevision, renderPackument, renderUplinkPackument } from "./render.ts";
export type { PackageRecord, RenderedPackument, VersionRecord } from "./render.ts";
export { isSignature, readSignatures } from "./read-signatures.ts";
export type { Signature } from "./read-signatures.ts";
export { isResolutionDocument, readResolutionDocument, renderResolutionDocument } from "./resolution-document.ts";
export { tarballFile, tarballFileOf, tarballPath, unusualTarballPath } from "./tarball-path.ts";
