import type { Problem } from "../../component.ts";
import { problem } from "./foreign-identity.ts";
import { type Keys, listAt } from "./foreign-keys.ts";

/** A rule of a package's permissions. */
type FileRule = {
  readonly resource: string;
  readonly actions: readonly string[];
  readonly effect: "allow" | "deny";
};

/** The only directory of a package whose files it may keep; its own code is nobody's to change. */
const filesRoot = "data";

/**
 * Returns the rules of the files that `filesystem: {allowed_paths, denied_paths}` of the manifest at `path` names, those
 * that deny first, and a warning for each that is dropped: what has a step that leads elsewhere, and what would allow
 * more than a package's own files. Each path stands for itself and for all that is below it; without any that is
 * allowed, all of `data` is.
 */
export function fileRulesOf(
  path: string,
  filesystem: Keys,
): { readonly rules: readonly FileRule[]; readonly problems: readonly Problem[] } {
  const denied = listAt(filesystem, "denied_paths");
  const allowed = "allowed_paths" in filesystem ? listAt(filesystem, "allowed_paths") : [filesRoot];
  const dropped = [
    ...denied.filter((entry) => !isPlain(entry)),
    ...allowed.filter((entry) => !isPlain(entry) || namesOf(entry)[0] !== filesRoot),
  ];
  return {
    rules: [
      ...denied.flatMap(patternsOf).map((resource): FileRule => ({ resource, actions: ["*"], effect: "deny" })),
      ...allowed
        .flatMap(patternsOf)
        .map((resource): FileRule => ({ resource, actions: ["read", "write", "delete"], effect: "allow" })),
    ],
    problems: dropped.map((entry) => {
      const message = `\`filesystem\` of \`${path}\` names \`${String(entry)}\`, which is none of the package's own files`;
      return problem("warning", path, message, `Name paths below \`${filesRoot}/\``);
    }),
  };
}

function isPlain(entry: unknown): entry is string {
  return typeof entry === "string" && !entry.trim().startsWith("/") && !namesOf(entry).includes("..");
}

function namesOf(entry: string): readonly string[] {
  return entry
    .trim()
    .split(/[\\/]/u)
    .filter((name) => name !== "" && name !== ".");
}

/** What `[`, `*` and `?` mean in a rule they do not mean in a path. */
function patternsOf(entry: unknown): readonly string[] {
  if (!isPlain(entry) || namesOf(entry)[0] !== filesRoot) return [];
  const own = `files:${namesOf(entry).join("/").replaceAll(/[*?[]/gu, "[$&]")}`;
  return [own, `${own}/*`];
}
