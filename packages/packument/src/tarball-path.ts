import { type PackageName, unscopedName, type Version } from "@larder/package-spec";

/** Returns the path of an archive below the registry's URL, with its leading slash: `/@acme/chat/-/chat-1.0.0.tgz`. */
export function tarballPath(name: PackageName, file: string): string {
  return `/${name}/-/${file}`;
}

/** Returns the name of the archive of a version, as npm builds it: `chat-1.0.0.tgz`. */
export function tarballFile(name: PackageName, version: Version): string {
  return `${unscopedName(name)}-${version}.tgz`;
}
