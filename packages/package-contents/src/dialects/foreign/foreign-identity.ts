import semver from "semver";

import type { Problem } from "../../component.ts";
import { type Keys, textAt } from "./foreign-keys.ts";

/** What a package is called here, from what it is called there. */
export type ForeignIdentity = {
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** The name for people, where it is not the name itself. */
  readonly title: string | undefined;
  readonly problems: readonly Problem[];
};

/**
 * Returns the name of a package as `scope/name`, without blanks and capitals, and its version in three parts. What had
 * to be changed is said as a warning, and the text that was there is the title.
 */
export function identityOf(
  path: string,
  written: {
    readonly name: string | undefined;
    readonly scope?: string | undefined;
    readonly title?: string | undefined;
  },
  keys: Keys,
): ForeignIdentity {
  const { name, problems } = nameOf(path, written);
  const version = versionOf(path, textAt(keys, "version"));
  const bare = written.name === undefined ? undefined : slugOf(written.name);
  return {
    name,
    version: version.version,
    title: written.title ?? (bare === written.name ? undefined : written.name),
    problems: [...problems, ...version.problems],
  };
}

function nameOf(
  path: string,
  { name, scope }: { readonly name: string | undefined; readonly scope?: string | undefined },
): { readonly name: string | undefined; readonly problems: readonly Problem[] } {
  if (name === undefined) return { name: undefined, problems: [] };
  const bare = slugOf(name);
  if (bare === "") {
    return {
      name: undefined,
      problems: [problem("error", path, `\`${shown(name)}\` of \`${path}\` cannot be made a package name`)],
    };
  }
  const full = scope === undefined || slugOf(scope) === "" ? bare : `@${slugOf(scope)}/${bare}`;
  const isSame = bare === name && (scope === undefined || slugOf(scope) === scope);
  const hint = "Depend on it by that name; the one that was written is its title";
  return {
    name: full,
    problems: isSame ? [] : [problem("warning", path, `\`${shown(name)}\` is called \`${full}\` here`, hint)],
  };
}

function versionOf(
  path: string,
  text: string | undefined,
): { readonly version: string | undefined; readonly problems: readonly Problem[] } {
  if (text === undefined || semver.valid(text) === text) return { version: text, problems: [] };
  const [, major, minor = "0", patch = "0"] = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?$/.exec(text) ?? [];
  if (major === undefined) {
    return {
      version: undefined,
      problems: [problem("error", path, `\`${shown(text)}\` of \`${path}\` is no version`)],
    };
  }
  const version = `${Number(major)}.${Number(minor)}.${Number(patch)}`;
  return { version, problems: [problem("warning", path, `The version \`${shown(text)}\` is \`${version}\` here`)] };
}

/** Returns `text` as one part of a package's name: lower case, `-` for what cannot stand there; empty when nothing is left. */
export function slugOf(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, "-")
    .replaceAll(/^[_-]+|[_-]+$/g, "");
}

/** Returns a problem with the file at `path`. */
export function problem(severity: Problem["severity"], path: string, message: string, hint?: string): Problem {
  return { severity, path, message, ...(hint !== undefined && { hint }) };
}

/** Returns `text` no longer than a message may have it. */
export function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
