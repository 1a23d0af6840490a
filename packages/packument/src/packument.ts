import type { PackageName, Version } from "@larder/package-spec";

import type { AbbreviatedManifest, JsonObject, Manifest } from "./manifest.ts";

/** All versions of a package in the short form that installers ask for. */
export type AbbreviatedPackument = {
  readonly name: PackageName;
  /** When anything in it changed last, ISO 8601. */
  readonly modified: string;
  readonly "dist-tags": { readonly [tag: string]: Version };
  readonly versions: { readonly [version: string]: AbbreviatedManifest };
  /** Version → when it was published, ISO 8601; Larder always serves it, complete, other registries may not. */
  readonly time?: { readonly [version: string]: string };
};

/** All versions of a package with everything that the registry knows. */
export type Packument = {
  readonly _id: PackageName;
  readonly _rev: string;
  readonly name: PackageName;
  readonly description?: string;
  readonly "dist-tags": { readonly [tag: string]: Version };
  readonly versions: { readonly [version: string]: Manifest };
  /** `created`, `modified` and each version → ISO 8601. */
  readonly time: { readonly [version: string]: string };
  readonly maintainers: readonly { readonly name: string; readonly email?: string }[];
  readonly readme?: string;
  readonly readmeFilename?: string;
} & JsonObject;

/** The content type of an abbreviated packument. */
export const abbreviatedContentType = "application/vnd.npm.install-v1+json";

/** Stands in a rendered document where the registry's public URL belongs; the read path fills it in. */
export const baseUrlPlaceholder = "{larder:base-url}";
