import type { Files } from "@larder/sdk";

import { describeDiskFailure } from "./disk-failures.ts";
import {
  hasOwnFile,
  listOwnFiles,
  type PackageFilesOptions,
  readOwnFile,
  removeOwnFile,
  writeOwnFile,
} from "./file-operations.ts";
import { FilePathError } from "./files-errors.ts";
import { filesRoot } from "./own-path.ts";

/** Returns the files as one package has them: each path asked of its permissions, and all of them within its room. */
export function createPackageFiles(files: PackageFilesOptions): Files {
  const { room, consumer } = files;
  const { diskBytesMax, assertUsable } = consumer;

  /** Says what fails in words of the package's own paths. What waited for its turn may not be wanted any more. */
  async function tell<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
    try {
      assertUsable();
      return await work();
    } catch (failure) {
      throw describeDiskFailure(path, failure);
    }
  }

  const readBytes = (path: string): Promise<Buffer> => room.read(() => tell(path, () => readOwnFile(files, path)));
  return {
    read: async (path) => new Uint8Array(await readBytes(path)),
    readText: async (path) => (await readBytes(path)).toString("utf8"),
    write: (path, content) => room.change(() => tell(path, () => writeOwnFile(files, path, bytesOf(path, content)))),
    delete: (path) => room.change(() => tell(path, () => removeOwnFile(files, path))),
    has: (path) => room.read(() => tell(path, () => hasOwnFile(files, path))),
    list: (path = filesRoot) => room.read(() => tell(path, () => listOwnFiles(files, path))),
    usage: () =>
      room.change(() => tell(filesRoot, async () => ({ bytes: await room.used(), bytesMax: diskBytesMax ?? null }))),
  };
}

function bytesOf(path: string, content: unknown): Uint8Array {
  if (typeof content === "string") return Buffer.from(content, "utf8");
  if (content instanceof Uint8Array) return content;
  throw new FilePathError(path, "what is written must be a text or bytes");
}
