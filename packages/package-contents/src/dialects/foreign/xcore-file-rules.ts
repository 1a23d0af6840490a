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
 * Returns the rules of the files that `filesystem: {allowed_paths, denied_paths}` names, those that deny first. Each
 * path stands for itself and for all that is below it.
 *
 * What leads out of the package, and what stands elsewhere in it, is dropped: there is nothing that could be kept there.
 */
export function fileRulesOf(filesystem: Keys): readonly FileRule[] {
  const denied = listAt(filesystem, "denied_paths").flatMap(patternsOf);
  const allowed = listAt(filesystem, "allowed_paths").flatMap(patternsOf);
  return [
    ...denied.map((resource): FileRule => ({ resource, actions: ["*"], effect: "deny" })),
    ...allowed.map((resource): FileRule => ({ resource, actions: ["read", "write", "delete"], effect: "allow" })),
  ];
}

/** What `[`, `*` and `?` mean in a rule they do not mean in a path. */
function patternsOf(path: unknown): readonly string[] {
  if (typeof path !== "string") return [];
  const names = path
    .trim()
    .replaceAll("\\", "/")
    .split("/")
    .filter((name) => name !== "" && name !== ".");
  if (path.trim().startsWith("/") || names.includes("..") || names[0] !== filesRoot) return [];
  const own = `files:${names.join("/").replaceAll(/[*?[]/gu, (sign) => `[${sign}]`)}`;
  return [own, `${own}/*`];
}
