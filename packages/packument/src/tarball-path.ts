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

/**
 * Returns where the archive of a version is when that is not its canonical name: the path at the end of its URL,
 * without the host; `undefined` for the canonical place.
 */
export function unusualTarballPath(name: PackageName, version: Version, tarball: string): string | undefined {
  const path = tarball.replace(/^[a-z]+:\/\/[^/]*\//i, "").replace(/[?#].*$/, "");
  return path.slice(path.lastIndexOf("/") + 1) === tarballFile(name, version) ? undefined : path;
}

/** Returns the name of the archive that `dist` names: the last part of its URL, which need not be canonical. */
export function tarballFileOf(dist: Dist): string {
  return dist.tarball.split(/[?#]/, 1)[0]?.split("/").at(-1) ?? "";
}
