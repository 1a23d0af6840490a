import type { GitPlace, Wanted } from "@larder/package-spec";
import type { NodeSource } from "@larder/resolver";

/** The source of a package that is in no registry. */
export type OuterSource = Exclude<NodeSource, { readonly type: "registry" }>;

/** Where such a package is looked for: what a want says, or a lock. */
export type SourcePlace =
  | ({ readonly type: "git" } & GitPlace)
  | Extract<OuterSource, { readonly type: "path" | "tarball" }>;

/** An archive, and the place that it was made of. */
export type MadeArchive = {
  readonly source: OuterSource;
  readonly archive: Uint8Array;
  /** Paths of what a package cannot have: links, and repositories in the repository. */
  readonly leftOut: readonly string[];
};

/** Returns the place that `wanted` means; `undefined` for what a registry has. */
export function findSourcePlace(wanted: Wanted): SourcePlace | undefined {
  switch (wanted.type) {
    case "git": {
      const { text: _text, ...place } = wanted;
      return place;
    }
    case "path":
    case "tarball":
      return wanted;
    default:
      return undefined;
  }
}

/** Returns where the package of a lock is: a commit is a reference that never moves. */
export function placeOf(source: NodeSource): SourcePlace {
  if (source.type === "registry") throw new Error(`Registry ${source.registry} is asked by name`);
  if (source.type !== "git") return source;
  const { commit, ...place } = source;
  return { ...place, reference: commit };
}

/** Returns `path`, which is relative to a host, in the one way that a lock says it. */
export function normalizePath(path: string): string {
  const parts = path.split("/").reduce<readonly string[]>((before, part) => {
    if (part === "" || part === ".") return before;
    return part === ".." && before.length > 0 && before.at(-1) !== ".." ? before.slice(0, -1) : [...before, part];
  }, []);
  return parts.length === 0 ? "." : parts.join("/");
}

/** Returns `source` as people read it. */
export function describeSource(source: OuterSource): string {
  if (source.type === "path") return source.path;
  if (source.type === "tarball") return source.url;
  const { repository, commit, directory } = source;
  return `${repository}#${commit.slice(0, 12)}${directory === undefined ? "" : `:${directory}`}`;
}
