import { ExpectedError } from "@larder/errors";

import { type DistTag, isDistTag } from "./dist-tag.ts";
import { findGitPlace, type GitPlace } from "./git-place.ts";
import { isPackageName, type PackageName } from "./package-name.ts";
import { isRange, type Range } from "./version.ts";

/** What of a package is asked for, without its name. */
export type Wanted =
  | { readonly type: "range"; readonly range: Range }
  | { readonly type: "tag"; readonly tag: DistTag }
  /** `npm:<name>@<range or tag>`: another package under this name. */
  | {
      readonly type: "alias";
      readonly name: PackageName;
      readonly wanted:
        | { readonly type: "range"; readonly range: Range }
        | { readonly type: "tag"; readonly tag: DistTag };
    }
  /** A repository: `github:user/repo`, `user/repo`, `https://host/path(.git)`, also with `/tree/<branch>/<directory>`. */
  | ({ readonly type: "git"; readonly text: string } & GitPlace)
  /** A folder or an archive on this machine, without `file:`. */
  | { readonly type: "path"; readonly path: string }
  /** An archive at a URL. */
  | { readonly type: "tarball"; readonly url: string };

/** A package name and what of it is wanted: `@acme/chat@^2`. */
export type PackageSpec = { readonly name: PackageName; readonly wanted: Wanted };

/** A folder is written with a prefix; an archive is known by its end, whatever folder it is in. */
const pathPattern = /^(?:file:|link:|\.{0,2}\/|~\/|\.$|[^:\s]+\.(?:tgz|tar\.gz)$)/;
const archivePattern = /\.(?:tgz|tar\.gz)(?:[?#]|$)/;

/** Returns what the right side of a dependency means: `^1.0.0`, `next`, `npm:other@1`, `github:user/repo`, `./folder`. Throws {@link InvalidSpecError}. */
export function parseWanted(text: string): Wanted {
  const trimmed = text.trim();
  if (trimmed.startsWith("npm:")) return parseAlias(trimmed);
  if (isRange(trimmed)) return { type: "range", range: trimmed };
  if (pathPattern.test(trimmed)) return { type: "path", path: trimmed.replace(/^(?:file|link):/, "") };
  if (/^https?:\/\//.test(trimmed) && archivePattern.test(trimmed)) return { type: "tarball", url: trimmed };
  const place = findGitPlace(trimmed);
  if (place !== undefined) return { type: "git", text: trimmed, ...place };
  if (isDistTag(trimmed)) return { type: "tag", tag: trimmed };
  throw new InvalidSpecError(text);
}

/** Returns the name and the wanted part of `name@wanted`; without `wanted` any version is wanted. Throws {@link InvalidSpecError}. */
export function parsePackageSpec(text: string): PackageSpec {
  const at = text.indexOf("@", 1);
  const name = at === -1 ? text : text.slice(0, at);
  if (!isPackageName(name)) throw new InvalidSpecError(text);
  return { name, wanted: parseWanted((at === -1 ? "" : text.slice(at + 1).trim()) || "*") };
}

/** Returns the text that {@link parseWanted} reads as `wanted`. */
export function formatWanted(wanted: Wanted): string {
  switch (wanted.type) {
    case "range":
      return wanted.range;
    case "tag":
      return wanted.tag;
    case "alias":
      return `npm:${wanted.name}@${formatWanted(wanted.wanted)}`;
    case "git":
      return wanted.text;
    case "path":
      return `file:${wanted.path}`;
    case "tarball":
      return wanted.url;
  }
}

function parseAlias(text: string): Wanted {
  const { name, wanted } = parsePackageSpec(text.slice("npm:".length));
  if (wanted.type !== "range" && wanted.type !== "tag") throw new InvalidSpecError(text);
  return { type: "alias", name, wanted };
}

export class InvalidSpecError extends ExpectedError {
  readonly code = "EINVALIDSPEC";
  readonly text: string;

  constructor(text: string) {
    super(`\`${text.slice(0, 256)}\` is not a package spec`, {
      hint: "Use `name`, `name@range` or `name@tag`, such as `@acme/chat@^2`",
    });
    this.text = text;
  }
}
