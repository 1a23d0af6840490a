import { importedSpecifiers } from "./syntax.ts";
import { type Room, roomOf } from "./rooms.ts";
import { isTestFile, type TextFile } from "./source-file.ts";

/** What a room is installed with, for who does not develop it. */
export type InstalledNames = ReadonlyMap<string, ReadonlySet<string>>;

/** Returns the packages that come with each room, by its folder; `manifests` are the `package.json` of all rooms. */
export function installedNames(manifests: readonly { readonly room: Room; readonly text: string }[]): InstalledNames {
  return new Map(
    manifests.map(({ room, text }) => {
      const { dependencies, peerDependencies, optionalDependencies } = JSON.parse(text) as {
        readonly [field: string]: object | undefined;
      };
      const asked = [dependencies, peerDependencies, optionalDependencies].flatMap((named) => Object.keys(named ?? {}));
      return [room.folder, new Set([room.packageName, ...asked])];
    }),
  );
}

/** Imports of what is installed for developers only, one sentence each: a fresh checkout would not start. */
export function findImportsOfTools(file: TextFile, installed: InstalledNames): string[] {
  const names = installed.get(roomOf(file.path)?.folder ?? "");
  if (names === undefined || isTestFile(file.path) || !file.path.includes("/src/")) return [];
  return importedSpecifiers(file)
    .filter((specifier) => !/^(?:\.|node:)/.test(specifier))
    .filter((specifier) => !names.has(packageOf(specifier)))
    .map((specifier) => `${file.path} imports \`${specifier}\`, which is no dependency of its package`);
}

/** Returns the package that a specifier leads into: `@larder/core` for `@larder/core/testing`. */
function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
