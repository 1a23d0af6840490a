import type { Resolution, ResolvedNode, RootWant } from "@larder/resolver";
import type { Lockfile } from "./lockfile.ts";
/** The first line: what the file is, for whoever opens it. */
export declare const lockfileHeader =
  "# What this host gets, exactly. `larder lock` writes this file; commit it, and do not edit it.";
/** Returns `lock` as text: sorted, one line for each package, with LF and a newline at the end. `parse-lockfile.ts` draws the format. */
export declare function printLockfile({ version, revision, resolution }: Lockfile): string;
/** Returns the line of a want. */
export declare function printWant({ alias, wanted, to }: RootWant): string;
/** Returns the line of a capability. */
export declare function printCapability({ name, wanted, by }: Resolution["capabilities"][number]): string;
/** Returns the line of a package. Its name and version stand in its id. */
export declare function printPackage({ id, name: _name, version: _version, edges, ...facts }: ResolvedNode): string;
