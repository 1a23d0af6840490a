import { ExpectedError } from "@larder/errors";
import semver from "semver";

import type { Brand } from "./brand.ts";

/** An exact version in semver's canonical form, without build metadata. */
export type Version = Brand<"Version">;

/** A range of versions, as node-semver reads it. */
export type Range = Brand<"Range">;

const lengthMax = 256;

/** Is `text` a version in canonical form? */
export function isVersion(text: string): text is Version {
  return text.length <= lengthMax && semver.valid(text) === text;
}

/** Returns `text` as a version. Throws {@link InvalidVersionError}. */
export function parseVersion(text: string): Version {
  if (!isVersion(text)) throw new InvalidVersionError(text);
  return text;
}

/** Is `text` a range? The empty text is one, as in npm: any version. */
export function isRange(text: string): text is Range {
  return text.length <= lengthMax * 4 && semver.validRange(text) !== null;
}

/** Returns `text` as a range. Throws {@link InvalidRangeError}. */
export function parseRange(text: string): Range {
  if (!isRange(text)) throw new InvalidRangeError(text);
  return text;
}

/** Does `version` lie in `range`, by npm's rule for prereleases? */
export function satisfies(version: Version, range: Range): boolean {
  return semver.satisfies(version, range);
}

/**
 * Does `text` lie in `range` by its place in the order alone, prereleases included? For warnings, not for picking.
 *
 * Installers also take `v1.2.0`, `1.2.0+build` and `1.2.0beta` for versions, so these count as what they are
 * taken for; `undefined` when nobody could take it for one.
 */
export function isWithin(text: string, range: Range): boolean | undefined {
  const version = text.length <= lengthMax ? semver.parse(text, { loose: true }) : null;
  return version === null ? undefined : semver.satisfies(version, range, { includePrerelease: true });
}

/** Orders versions from low to high, as `Array.prototype.sort` wants it. */
export function compareVersions(left: Version, right: Version): number {
  return semver.compare(left, right);
}

export class InvalidVersionError extends ExpectedError {
  readonly code = "EINVALIDVERSION";
  readonly text: string;

  constructor(text: string) {
    const canonical = semver.valid(semver.coerce(text));
    super(`\`${text.slice(0, lengthMax)}\` is not a version`, {
      hint: canonical === null ? "Use `major.minor.patch`, such as `1.0.0`" : `Did you mean \`${canonical}\`?`,
    });
    this.text = text;
  }
}

export class InvalidRangeError extends ExpectedError {
  readonly code = "EINVALIDRANGE";
  readonly text: string;

  constructor(text: string) {
    super(`\`${text.slice(0, lengthMax)}\` is not a version range`, {
      hint: "Use an npm range, such as `^1.2.0`, `~1.2`, `>=1 <3` or `*`",
    });
    this.text = text;
  }
}
