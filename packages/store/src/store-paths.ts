import { join, relative } from "node:path";

import { digestOf, type Integrity, type PackageName } from "@larder/package-spec";

import type { InstanceKey } from "./instance-keys.ts";

/*
 * One directory a machine, shared by its hosts:
 *
 *   archives/<2 hex>/<126 hex>/           one archive, named by its sha512
 *     package/…                           its files
 *     sizes.json                          their sizes, to know damage by
 *   instances/<key>/node_modules/
 *     <name>/…                            the same files again, as hard links
 *     <alias> → ../../<key>/node_modules/<name>    each dependency, linked beside it
 *     .bin/<command> → ../<alias>/<file>
 *   tmp/<host>-<pid>-<random>/            what a process is building
 *
 * Node resolves an import by the real path of the file that says it, so a package finds exactly the
 * instances beside it, whichever host reached it by whatever link. Entries are built below tmp, and
 * appear in their place by one rename: whatever kills a process, an entry that is there is whole.
 * Whoever loses a race throws its own away. Files are read-only; nothing in the store is ever changed.
 *
 * Nothing is synced: thousands of syncs would cost more than the download. So a power cut may leave an
 * entry whose files are empty or short. Their sizes are looked at whenever an entry is used, and one
 * that is damaged is thrown away and made again.
 */
export type StorePaths = {
  readonly temporary: string;
  /** The entry of one archive. */
  readonly archive: (integrity: Integrity) => string;
  /** The files of an archive, in its entry. */
  readonly files: (integrity: Integrity) => string;
  readonly instance: (key: InstanceKey) => string;
  /** Where the package itself is in its instance. */
  readonly packageIn: (key: InstanceKey, name: PackageName) => string;
};

/** The names in the entry of an archive. */
export const filesName = "package";
export const sizesName = "sizes.json";

/** Returns the paths of the store in `directory`. */
export function storePaths(directory: string): StorePaths {
  const archive = (integrity: Integrity): string => {
    const hex = Buffer.from(digestOf(integrity), "base64").toString("hex");
    return join(directory, "archives", hex.slice(0, 2), hex.slice(2));
  };
  const instance = (key: InstanceKey): string => join(directory, "instances", key);
  return {
    temporary: join(directory, "tmp"),
    archive,
    files: (integrity) => join(archive(integrity), filesName),
    instance,
    packageIn: (key, name) => join(instance(key), "node_modules", name),
  };
}

/** Returns `target` as a link at `link` says it: relative, so that a store may be moved. */
export function linkText(link: string, target: string): string {
  return relative(join(link, ".."), target);
}
