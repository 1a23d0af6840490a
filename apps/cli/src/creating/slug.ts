import { unscopedName, parsePublishableName, type PackageName } from "@larder/package-spec";

import { UsageError } from "../errors.ts";

/** A name as it is used, and as it was written. */
export type Slug = { readonly name: string; readonly title: string };

/** Of a component; that of its test is a little longer, and still fits into a name of a file. */
const lengthMax = 128;

/**
 * Returns `text` as the name of a component: lower case, with `-` for what cannot stand in an address.
 * Throws {@link UsageError} when nothing is left of it, or too much.
 */
export function slugOf(text: string): Slug {
  const name = text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, "-")
    .replaceAll(/^[_-]+|[_-]+$/g, "");
  if (name === "") throw new UsageError(`\`${text}\` has no letter or digit to make a name of`);
  if (name.length > lengthMax) {
    const start = `${name.slice(0, 20)}…`;
    throw new UsageError(`\`${start}\` is ${name.length} characters long, and a name has at most ${lengthMax}`);
  }
  return { name, title: text.trim() };
}

/** The name of a new package. */
export type NewName = {
  readonly name: PackageName;
  /** The name without its scope. */
  readonly bare: string;
  /** What a person would call it. */
  readonly title: string;
  /** Is `name` other than what was written? */
  readonly changed: boolean;
};

/** Returns `text`, such as `@acme/My Notes`, as the name of a package, `@acme/my-notes`. Throws {@link UsageError}. */
export function newNameOf(text: string): NewName {
  const [, scope, written = text] = /^@([^/]+)\/([^/]+)$/s.exec(text.trim()) ?? [];
  if (scope === undefined && /^@|\//.test(text.trim())) {
    throw new UsageError(`\`${text}\` is neither a name nor a scope and a name`, {
      hint: "Write `notes` or `@acme/notes`; `--directory` says where it is made",
    });
  }
  const { name: bare, title } = slugOf(written);
  const full = scope === undefined ? bare : `@${slugOf(scope).name}/${bare}`;
  const name = parsePublishableName(full);
  return { name, bare: unscopedName(name), title: titleOf(title), changed: full !== text.trim() };
}

/** A name that was written for people is its own title; one that was not gets blanks and a capital. */
function titleOf(written: string): string {
  if (/[\sA-Z]/.test(written)) return written;
  const words = written.replaceAll(/[_-]+/g, " ").trim();
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
