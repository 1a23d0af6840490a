import { join, relative } from "node:path";

import { digestOf, type Integrity, type PackageName } from "@larder/package-spec";

import type { InstanceKey } from "./instance-keys.ts";

/*
 * One directory a machine, shared by its hosts:
 *
 *   files/<2 hex>/<126 hex>/              the files of one archive, named by its sha512
 *   instances/<key>/node_modules/
 *     <name>/…                            the same files again, as hard links
 *     <alias> → ../../<key>/node_modules/<name>    each dependency, linked beside it
 *     .bin/<command> → ../<alias>/<file>
 *   tmp/<host>-<pid>-<random>/            what a process is building
 *
 * Node resolves an import by the real path of the file that says it, so a package finds exactly the
 * instances beside it, whichever host reached it by whatever link. Entries are built below tmp, and
 * appear in their place by one rename: an entry that is there is whole. Whoever loses a race throws
 * its own away. Files are read-only; nothing in the store is ever changed.
 */
export type StorePaths = {
  readonly temporary: string;
  readonly files: (integrity: Integrity) => string;
  readonly instance: (key: InstanceKey) => string;
  /** Where the package itself is in its instance. */
  readonly packageIn: (key: InstanceKey, name: PackageName) => string;
};

/** Returns the paths of the store in `directory`. */
export function storePaths(directory: string): StorePaths {
  const instance = (key: InstanceKey): string => join(directory, "instances", key);
  return {
    temporary: join(directory, "tmp"),
    files: (integrity) => {
      const hex = Buffer.from(digestOf(integrity), "base64").toString("hex");
      return join(directory, "files", hex.slice(0, 2), hex.slice(2));
    },
    instance,
    packageIn: (key, name) => join(instance(key), "node_modules", name),
  };
}

/** Returns `target` as a link at `link` says it: relative, so that a store may be moved. */
export function linkText(link: string, target: string): string {
  return relative(join(link, ".."), target);
}
