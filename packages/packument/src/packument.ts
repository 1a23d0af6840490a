import type { PackageName, Version } from "@larder/package-spec";

import type { AbbreviatedManifest, JsonObject, Manifest } from "./manifest.ts";

/** Why a registry does not serve a version that its uplink has. */
export type HiddenVersion = {
  /** `age`: too young so far; `blocked`: by the operator; `advisory`: something is known against it. */
  readonly cause: "age" | "blocked" | "advisory";
  /** One sentence for people, without the name and the version. */
  readonly reason: string;
  /** When it will be served, ISO 8601; only where that is known. */
  readonly until?: string;
};

/** What Larder adds to the documents of an uplink: npm's clients pass over it, a resolver explains with it. */
export type PackumentNotes = {
  /** Version → why it is not among the `versions`. */
  readonly hidden?: { readonly [version: string]: HiddenVersion };
  /** Is each time in `time` only the latest that it can have been? A registry that shows no times is read so. */
  readonly hasLatestTimes?: true;
  /** Why none of the versions is served, whichever there are. */
  readonly notServed?: HiddenVersion;
};

/** All versions of a package in the short form that installers ask for. */
export type AbbreviatedPackument = {
  readonly name: PackageName;
  /** When anything in it changed last, ISO 8601. */
  readonly modified: string;
  readonly "dist-tags": { readonly [tag: string]: Version };
  readonly versions: { readonly [version: string]: AbbreviatedManifest };
  /** Version → when it was published, ISO 8601; Larder always serves it, complete, other registries may not. */
  readonly time?: { readonly [version: string]: string };
  readonly larder?: PackumentNotes;
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
  /** Who likes it. */
  readonly users?: { readonly [user: string]: true };
  readonly readme?: string;
  readonly readmeFilename?: string;
  readonly larder?: PackumentNotes;
} & JsonObject;

/** The content type of an abbreviated packument. */
export const abbreviatedContentType = "application/vnd.npm.install-v1+json";

/** Stands in a rendered document where the registry's public URL belongs; the read path fills it in. */
export const baseUrlPlaceholder = "{larder:base-url}";
