import { join, relative } from "node:path";

import { digestOf, type Integrity, type PackageName } from "@larder/package-spec";

import { hostNotePath } from "./host-note.ts";
import type { InstanceKey } from "./instance-keys.ts";

/*
 * One directory a machine, shared by its hosts:
 *
 *   instances/<key>/
 *     entry.json                          what belongs into it: files with their digests, links
 *     node_modules/
 *       <name>/…                          the package's files, read-only
 *       <alias> → ../../<key>/node_modules/<name>    each dependency, linked beside it
 *       .bin/<command> → ../<alias>/<file>
 *   digests/<64 hex>                      an archive's digest: its entry.json in one of its instances
 *   unsettled/<boot>/<process>            keys that were added since the machine was started
 *   hosts/<digest of the path>            the path of a host that uses the store
 *   plans/<digest>                        what an install of the same lock came to, for the next one
 *   signatures                            digests of the signatures that were found to hold
 *   tmp/<machine>-<process>-<random>/     what a process is building
 *   share                                 held by installs together, or by a prune alone
 *
 * Node resolves an import by the real path of the file that says it, so a package finds exactly the
 * instances beside it, whichever host reached it by whatever link. The files of an archive stand in the
 * instance that needed them first; another instance of the same archive has them as hard links.
 *
 * Instances are built below tmp and appear in their place by one rename: whatever kills a process, an
 * instance that is there is whole. Whoever loses a race throws its own away. Nothing in an instance is
 * ever changed. What a power cut may have taken is the business of unsettled-instances.ts.
 */
export type StorePaths = {
  readonly root: string;
  readonly instances: string;
  readonly digests: string;
  readonly unsettled: string;
  readonly hosts: string;
  readonly temporary: string;
  readonly instance: (key: InstanceKey) => string;
  /** Says what belongs into an instance. */
  readonly record: (key: InstanceKey) => string;
  /** Where the package itself is in its instance. */
  readonly packageIn: (key: InstanceKey, name: PackageName) => string;
  /** The record of an instance that has the files of an archive. */
  readonly digest: (integrity: Integrity) => string;
  /** Where the store notes that the host in a directory uses it. */
  readonly host: (directory: string) => string;
};

/** The name of the file in an instance that says what belongs into it. */
export const recordName = "entry.json";

/** Returns the paths of the store in `root`, which is absolute. */
export function storePaths(root: string): StorePaths {
  const instances = join(root, "instances");
  const digests = join(root, "digests");
  const hosts = join(root, "hosts");
  return {
    root,
    instances,
    digests,
    hosts,
    unsettled: join(root, "unsettled"),
    temporary: join(root, "tmp"),
    instance: (key) => join(instances, key),
    record: (key) => join(instances, key, recordName),
    packageIn: (key, name) => join(instances, key, "node_modules", name),
    digest: (integrity) => join(digests, Buffer.from(digestOf(integrity), "base64").toString("hex").slice(0, 64)),
    host: (directory) => hostNotePath(root, directory),
  };
}

/** Returns `target` as a link at `link` says it: relative, so that a store may be moved. */
export function linkText(link: string, target: string): string {
  return relative(join(link, ".."), target);
}
