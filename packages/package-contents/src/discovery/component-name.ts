import type { ComponentKind, Problem } from "../component.ts";

const address = /^[a-z0-9][a-z0-9_-]*$/i;
const fileName = /^[a-z0-9][\w.+ -]*$/i;
const lengthMax = 128;

/** Kinds whose names are part of a URL or of an action's name, so no dot and no blank may stand in them. */
const addressed: ReadonlySet<ComponentKind> = new Set<ComponentKind>([
  "plugin",
  "prompt-provider",
  "domain",
  "link",
  "function",
  "actor",
  "service",
  "chatflow",
]);

/** The last part of the name of one file that holds several actions, which only its code can name. */
export const everyName = "*";

/** Returns the problem with `parts` as the name of a `kind`; `undefined` when there is none. */
export function findNameProblem(kind: ComponentKind, parts: readonly string[], path: string): Problem | undefined {
  const pattern = addressed.has(kind) ? address : fileName;
  const bad = parts.find((part) => part !== everyName && (part.length > lengthMax || !pattern.test(part)));
  if (bad === undefined) return undefined;
  return {
    severity: "error",
    path,
    message: `\`${bad.slice(0, lengthMax)}\` cannot be the name of this ${kind}`,
    hint: addressed.has(kind)
      ? "Use letters, digits, dashes and underscores, starting with a letter or a digit"
      : "Start with a letter or a digit, and use no special characters",
  };
}
