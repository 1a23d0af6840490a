import { posix } from "node:path";

import { foldersInside, type Room, roomNamed, roomOf, rooms, strangers } from "./rooms.ts";
import { isTestFile, type TextFile } from "./source-file.ts";
import { importedSpecifiers } from "./syntax.ts";

/** Imports that go against the order of the rooms, one sentence each. */
export function findRoomOrderViolations(file: TextFile): string[] {
  const room = roomOf(file.path);
  if (room === undefined) return [];
  return importedSpecifiers(file).flatMap((specifier) => {
    if (leavesItsRoom(file.path, specifier)) return [`${file.path} reaches out of its room with \`${specifier}\``];
    const target = roomNamed(specifier);
    return target === undefined || mayImport(room, target) ? [] : [`${file.path} imports \`${specifier}\``];
  });
}

function mayImport(room: Room, target: Room): boolean {
  const stranger =
    strangers.find(({ folder }) => folder === room.folder)?.neverImports.includes(target.folder) ?? false;
  return rooms.indexOf(target) <= rooms.indexOf(room) && !stranger;
}

/** Rooms meet by the names of their packages; a path into another room would pass by what it exports. */
function leavesItsRoom(path: string, specifier: string): boolean {
  if (!specifier.startsWith(".")) return false;
  const target = roomOf(posix.join(posix.dirname(path), specifier));
  return target !== undefined && target !== roomOf(path);
}

/** Imports that go against the order of the folders inside a large room, one sentence each. */
export function findFolderOrderViolations(file: TextFile): string[] {
  const inside = [...foldersInside].find(([folder]) => file.path.startsWith(`${folder}/`));
  if (inside === undefined || isTestFile(file.path)) return [];
  const [folder, order] = inside;
  const rank = (path: string): number => rankOf(posix.relative(folder, path), order);

  const targets = importedSpecifiers(file).filter((specifier) => specifier.startsWith("."));
  const wrong = targets.filter((target) => rank(file.path) < rank(posix.join(posix.dirname(file.path), target)));
  const unknown = rank(file.path) === -1 ? [`${file.path} is in a folder that has no place in the order`] : [];
  return [...unknown, ...wrong.map((target) => `${file.path} imports \`${target}\``)];
}

/** The place of `folder/file.ts` or of `file.ts` in the order; -1 for a folder that has none. */
function rankOf(path: string, order: readonly string[]): number {
  const [first = "", ...below] = path.split("/");
  const place = order.indexOf(first);
  return place === -1 && below.length === 0 ? order.length : place;
}
