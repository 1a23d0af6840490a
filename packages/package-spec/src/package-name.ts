import { ExpectedError } from "@larder/errors";

import type { Brand } from "./brand.ts";

/** A package name as npm defines it, with its scope: `left-pad`, `@acme/chat`. */
export type PackageName = Brand<"PackageName">;

/** The scope of a package name, with its `@`. */
export type Scope = Brand<"Scope">;

const lengthMax = 214;

/** Old names on npm hold capitals, so they can be read; a new one cannot be published. */
const pattern = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i;

const reserved = new Set(["node_modules", "favicon.ico"]);

/** Is `text` a name that a package may have, in any registry? */
export function isPackageName(text: string): text is PackageName {
  return text.length <= lengthMax && pattern.test(text) && !reserved.has(text.toLowerCase());
}

/** Returns `text` as a package name. Throws {@link InvalidPackageNameError}. */
export function parsePackageName(text: string): PackageName {
  if (!isPackageName(text)) throw new InvalidPackageNameError(text);
  return text;
}

/** Returns `text` as a name that may be published here: also lower case. Throws {@link InvalidPackageNameError}. */
export function parsePublishableName(text: string): PackageName {
  if (text !== text.toLowerCase()) throw new InvalidPackageNameError(text);
  return parsePackageName(text);
}

/** Returns the scope of `name`, `undefined` when it has none. */
export function scopeOf(name: PackageName): Scope | undefined {
  return name.startsWith("@") ? (name.slice(0, name.indexOf("/")) as Scope) : undefined;
}

/** Returns `name` without its scope. */
export function unscopedName(name: PackageName): string {
  return name.slice(name.indexOf("/") + 1);
}

/** Returns `name` as one segment of a URL's path: `@acme%2fchat`. */
export function escapePackageName(name: PackageName): string {
  return name.replace("/", "%2f");
}

export class InvalidPackageNameError extends ExpectedError {
  readonly code = "EINVALIDPACKAGENAME";
  readonly text: string;

  constructor(text: string) {
    super(`\`${text.slice(0, lengthMax)}\` is not a package name`, {
      hint: `Use \`name\` or \`@scope/name\`: at most ${lengthMax} lower-case letters, digits, dots, dashes and underscores, not starting with a dot or an underscore`,
    });
    this.text = text;
  }
}
