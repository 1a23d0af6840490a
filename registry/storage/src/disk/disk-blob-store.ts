import type { Integrity } from "@larder/package-spec";
import { createReadStream, type Stats } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";

import type { BlobStore, OpenedBlob, StoredBlob } from "../blob-store.ts";
import { arrivingPath, sweepArriving } from "./arriving-files.ts";
import { type BlobFolders, blobFolders, blobPath, integrityOfFileName } from "./blob-paths.ts";
import { createDurableRename, makeDurableFolder } from "./durable-rename.ts";
import { receiveFile } from "./received-file.ts";

/**
 * Returns the blob store in `directory`, made when missing; what processes that died left half received is removed.
 *
 * Several processes may use one directory at the same time.
 */
export async function diskBlobStore(directory: string): Promise<BlobStore> {
  const root = resolve(directory);
  const folders = blobFolders(root);
  for (const folder of [root, folders.arriving, folders.kept]) await makeDurableFolder(folder);
  await sweepArriving(folders.arriving);

  const rename = createDurableRename(folders.kept);
  return {
    receive: (source, { bytesMax }) =>
      receiveFile(source, { folders, path: arrivingPath(folders.arriving), bytesMax, rename }),
    open: (integrity) => openFile(blobPath(folders, integrity)),
    has: async (integrity) => (await findStats(blobPath(folders, integrity))) !== undefined,
    delete: (integrity) => rm(blobPath(folders, integrity), { force: true }),
    list: () => list(folders),
  };
}

async function openFile(path: string): Promise<OpenedBlob | undefined> {
  const stats = await findStats(path);
  if (stats === undefined) return undefined;
  const stream = (): ReadableStream<Uint8Array> =>
    Readable.toWeb(createReadStream(path)) as unknown as ReadableStream<Uint8Array>;
  return { size: stats.size, stream };
}

async function* list(folders: BlobFolders): AsyncGenerator<StoredBlob> {
  for (const first of await readdir(folders.kept)) {
    for (const second of await readdir(join(folders.kept, first))) {
      for (const name of await readdir(join(folders.kept, first, second))) {
        const integrity = integrityOfFileName(name);
        const stored = integrity === undefined ? undefined : await describe(folders, integrity);
        if (stored !== undefined) yield stored;
      }
    }
  }
}

/** `undefined` when the blob was deleted since it was listed. */
async function describe(folders: BlobFolders, integrity: Integrity): Promise<StoredBlob | undefined> {
  const stats = await findStats(blobPath(folders, integrity));
  return stats === undefined ? undefined : { integrity, size: stats.size, keptAt: stats.mtime };
}

async function findStats(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
