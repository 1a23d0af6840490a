/** One regular file of a package. Paths are relative to the package's root, with forward slashes. */
export type FileEntry = { readonly path: string; readonly size: number };

/**
 * The files of a package, wherever they are: a folder, an archive, an installed instance.
 *
 * Discovery and dialects see nothing else, so the same code reads all three.
 */
export type FileTree = {
  /** All files, sorted by path. */
  readonly files: readonly FileEntry[];
  /** Returns the text of the file at `path`; `undefined` when it is missing, or too large to be a description. */
  readText(path: string): string | undefined;
};

/** Returns a tree over texts in memory. */
export function fileTreeOf(texts: { readonly [path: string]: string }): FileTree {
  const byPath = new Map(Object.entries(texts));
  const files = [...byPath].map(([path, text]) => ({ path, size: utf8Length(text) }));
  return {
    files: files.toSorted((left, right) => (left.path < right.path ? -1 : 1)),
    readText: (path) => byPath.get(path),
  };
}

/** Returns the length of `text` in UTF-8; pure rooms have no `TextEncoder`. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}
