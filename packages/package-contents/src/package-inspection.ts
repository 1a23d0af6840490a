import type { JsonObject } from "@larder/packument";

import type { Component, Problem } from "./component.ts";
import type { LarderManifest } from "./manifest/larder-manifest.ts";

/** Every package format that is read: our own, plain npm packages, and those of other systems. */
export type DialectName =
  | "larder"
  | "plain"
  | "nosh"
  | "threebot"
  | "js-sdk"
  | "xcore"
  | "hottopoteto"
  | "windflow"
  | "unknown";

/** How a package is looked at. */
export type InspectOptions = {
  /** Is this a folder on the author's machine? Only there may code be TypeScript. */
  readonly typescript?: boolean;
  /** The name and version of a package whose files do not say them. */
  readonly identity?: { readonly name?: string; readonly version?: string };
};

/** What a package is, declares and contains. */
export type PackageInspection = {
  readonly dialect: DialectName;
  /** The canonical `package.json`: the author's own, or the one that a dialect stands for. */
  readonly packageJson: JsonObject;
  /** The parsed `larder` key; `undefined` when there is none, or it is invalid (then a problem says so). */
  readonly larder: LarderManifest | undefined;
  /** Sorted by kind, then by name. */
  readonly components: readonly Component[];
  /** Errors first. A package with an error is not fit to be published. */
  readonly problems: readonly Problem[];
};
