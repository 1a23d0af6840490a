import type { PackagePermission, Permission } from "@larder/registry-database";

/** Returns packages and what may be done with them as clients read it: `{ "@acme/chat": "read-write" }`. */
export function permissionMap(packages: readonly PackagePermission[]): { [name: string]: Permission } {
  return Object.fromEntries(packages.map(({ name, permission }) => [name, permission]));
}
