import type { Integrity } from "@larder/package-spec";
import { createReadStream, type Stats } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";

import { arrivingPath, sweepArriving } from "../arriving/arriving-files.ts";
import { receiveFile } from "../arriving/received-file.ts";
import { integrityOfFileName } from "../blob-key.ts";
import type { BlobStore, OpenedBlob, ReceivedBlob, StoredBlob } from "../blob-store.ts";
import { type BlobFolders, blobFolders, blobPath } from "./blob-paths.ts";
import { createDurableRename, type DurableRename, makeDurableFolder, syncPath } from "./durable-rename.ts";

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
    receive: (source, { bytesMax }) => receive(source, { folders, bytesMax, rename }),
    open: (integrity) => openFile(blobPath(folders, integrity)),
    has: async (integrity) => (await findStats(blobPath(folders, integrity))) !== undefined,
    delete: (integrity) => rm(blobPath(folders, integrity), { force: true }),
    list: () => list(folders),
  };
}

type ReceiveOptions = {
  readonly folders: BlobFolders;
  readonly bytesMax: number;
  readonly rename: DurableRename;
};

function receive(
  source: AsyncIterable<Uint8Array>,
  { folders, bytesMax, rename }: ReceiveOptions,
): Promise<ReceivedBlob> {
  const path = arrivingPath(folders.arriving);
  return receiveFile(source, {
    path,
    bytesMax,
    keep: async ({ integrity }) => {
      await syncPath(path);
      // Also over a blob that is there: the bytes are the same, and a damaged one is healed by it.
      await rename(path, blobPath(folders, integrity));
    },
    readKept: ({ integrity }) => createReadStream(blobPath(folders, integrity)),
  });
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
