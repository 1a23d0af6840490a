import { parsePackageName, parseVersion, type PackageName, type Version } from "@larder/package-spec";
import { apiVersion } from "@larder/sdk";

/** What the core of this machine offers to packages, and so what a host is solved for. */
export type CoreOffer = {
  /** The version of the core's API. */
  readonly coreVersion: Version;
  /** Packages that the running host links to its own copy: never installed. */
  readonly provided: readonly PackageName[];
};

/** What the core that this release of Larder brings offers. */
export const coreOfferDefault: CoreOffer = {
  coreVersion: parseVersion(apiVersion),
  provided: [parsePackageName("@larder/sdk")],
};
