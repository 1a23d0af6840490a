import { isPackageName, type PackageName } from "@larder/package-spec";

/** A text that covers package names: `**`, `*`, `@scope/*` or one name. */
export type NamePattern = string;

/** Is `text` a pattern? `**` covers every name, `*` those without a scope, and `@` with a star for a scope those with one. */
export function isNamePattern(text: string): boolean {
  if (text === "**" || text === "*" || text === "@*/*") return true;
  return text.endsWith("/*") ? isPackageName(text.replace("/*", "/x")) && text.startsWith("@") : isPackageName(text);
}

/** Does `pattern` cover `name`? */
export function coversName(pattern: NamePattern, name: PackageName): boolean {
  return coversPattern(pattern, name);
}

/** Does `wide` cover everything that `narrow` covers? Two patterns are always nested or apart, so this decides who hides whom. */
export function coversPattern(wide: NamePattern, narrow: NamePattern): boolean {
  if (wide === narrow || wide === "**") return true;
  if (narrow === "**") return false;
  if (wide === "*") return !narrow.startsWith("@");
  if (wide === "@*/*") return narrow.startsWith("@");
  return wide.endsWith("/*") && narrow.startsWith(wide.slice(0, -1));
}
