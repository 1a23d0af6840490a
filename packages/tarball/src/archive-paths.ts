import { BadArchiveError } from "./bad-archive-error.ts";
import type { TarballLimits } from "./tarball-limits.ts";

/** Control characters, and what stands in place of bytes that are not UTF-8. */
const unspeakable = /[\p{Cc}\uFFFD]/u;

/**
 * The names of an archive: checks each against the rules for paths, takes the one root folder off, and refuses what
 * would land on another entry.
 */
export class ArchivePaths {
  readonly #limits: TarballLimits;
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();
  #root: string | undefined;

  constructor(limits: TarballLimits) {
    this.#limits = limits;
  }

  /** Returns the path of the file `name` below the root. Throws {@link BadArchiveError}. */
  addFile(name: string): string {
    if (name !== "" && !name.includes("/"))
      throw new BadArchiveError(name, "is not inside a root folder such as `package/`");
    const path = this.#parse(name);
    const key = this.#keyOf(path);
    if (path === "") throw new BadArchiveError(name, "is a file and a folder");
    // Some old archives hold a file twice; all that unpack them take the last one.
    if (this.#files.has(key) && this.#limits.origin === "foreign") return path;
    if (this.#files.has(key)) throw new BadArchiveError(name, "is there twice, or differs from another only by case");
    if (this.#folders.has(key)) throw new BadArchiveError(name, "is a file and a folder");
    this.#files.add(key);
    this.#addFolder(name, key.slice(0, Math.max(0, key.lastIndexOf("/"))));
    return path;
  }

  /** Checks the name of a folder. Throws {@link BadArchiveError}. */
  addFolder(name: string): void {
    this.#addFolder(name, this.#keyOf(this.#parse(name.replace(/\/$/, ""))));
  }

  #addFolder(name: string, folder: string): void {
    for (
      let key = folder;
      key !== "" && !this.#folders.has(key);
      key = key.slice(0, Math.max(0, key.lastIndexOf("/")))
    ) {
      if (this.#files.has(key)) throw new BadArchiveError(name, "is inside another file");
      this.#folders.add(key);
    }
  }

  #parse(name: string): string {
    const segments = name.split("/");
    const reason = findNameFault(name, this.#limits) ?? findSegmentFault(segments, this.#limits);
    if (reason !== undefined) throw new BadArchiveError(name, reason);
    const [root = ""] = segments;
    this.#root ??= root;
    if (root !== this.#root) throw new BadArchiveError(name, `is not below the root folder \`${this.#root}/\``);
    // Programs of old packed `package/./index.js`, and all that unpack it mean the same by it.
    const rest = segments.slice(1);
    return rest.every(isMeant) ? name.slice(root.length + 1) : rest.filter(isMeant).join("/");
  }

  /** Half of the world's disks cannot hold two names that differ only by case. */
  #keyOf(path: string): string {
    return this.#limits.origin === "foreign" ? path : path.normalize("NFC").toLowerCase();
  }
}

/** Does a segment of a path say anything? */
function isMeant(segment: string): boolean {
  return segment !== "" && segment !== ".";
}

/** Returns what is wrong with the path `name`, as the end of a sentence; `undefined` when nothing is. */
function findNameFault(name: string, limits: TarballLimits): string | undefined {
  if (Buffer.byteLength(name) > limits.pathBytesMax) return `has a name of more than ${limits.pathBytesMax} bytes`;
  if (unspeakable.test(name)) return "has a control character in its name, or one that is not UTF-8";
  if (name.includes("\\")) return "has a backslash in its name";
  if (name.startsWith("/") || /^[a-z]:/i.test(name)) return "has an absolute path";
  const isRespelled = limits.origin === "hosted" && name.normalize("NFC") !== name;
  return isRespelled ? "has a name that other systems spell differently" : undefined;
}

function findSegmentFault(segments: readonly string[], limits: TarballLimits): string | undefined {
  if (segments.includes("..")) return "points outside the package";
  if (limits.origin === "hosted" && !segments.every(isMeant)) return "has an empty segment in its path";
  return segments.length - 1 > limits.depthMax ? `is more than ${limits.depthMax} folders deep` : undefined;
}
