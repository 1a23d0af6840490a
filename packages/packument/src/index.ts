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
export type { AbbreviatedPackument, Packument } from "./packument.ts";
