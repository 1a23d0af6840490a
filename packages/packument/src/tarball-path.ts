import type { Dist } from "./manifest.ts";
import { type PackageName, unscopedName, type Version } from "@larder/package-spec";

/** Returns the path of an archive below the registry's URL, with its leading slash: `/@acme/chat/-/chat-1.0.0.tgz`. */
export function tarballPath(name: PackageName, file: string): string {
  return `/${name}/-/${file}`;
}

/** Returns the name of the archive of a version, as npm builds it: `chat-1.0.0.tgz`. */
export function tarballFile(name: PackageName, version: Version): string {
  return `${unscopedName(name)}-${version}.tgz`;
}

/** Returns the name of the archive that `dist` names: the last part of its URL, which need not be canonical. */
export function tarballFileOf(dist: Dist): string {
  return dist.tarball.split(/[?#]/, 1)[0]?.split("/").at(-1) ?? "";
}
