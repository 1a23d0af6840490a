import type { PGlite } from "@electric-sql/pglite";
import { createHash, randomUUID } from "node:crypto";
import { findPackageJSON } from "node:module";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { constants, zstdCompress, zstdDecompress } from "node:zlib";
import { promisify } from "node:util";

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

const suffix = ".pgdata.tar.zst";

/** An image is some 40 MB: in pieces of the usual 16 kB, to put it together takes longer than to unpack it. */
const unpacking = { chunkSize: 1024 * 1024 };
const keptMsMax = 30 * 24 * 3_600_000;

/** What a disk says that has no room for a cache, or does not want one. */
const unwritableCodes = new Set(["EACCES", "EDQUOT", "EEXIST", "ENOENT", "ENOSPC", "ENOTDIR", "EPERM", "EROFS"]);

/** Write permission of others than the owner. */
const writableByOthers = 0o022;

/**
 * Images of empty, migrated databases in a directory of this user.
 *
 * A first boot of PGlite takes 1.5 s, one from an image 0.2 s. Losing an image costs that time and nothing
 * else. Its name says what it was made from, so that another version of the engine or other migrations never
 * see it; it is written beside and renamed, so that processes may share the directory; and its checksum is
 * verified whenever it is read, so that a damaged one counts as missing. What an image holds runs in the database
 * that starts from it, so a directory in which another user may write is left alone.
 */
export class ImageCache {
  readonly #directory: string;
  readonly #migrations: URL;

  constructor(directory: string, migrations: URL) {
    this.#directory = directory;
    this.#migrations = migrations;
  }

  /** Returns the image, as `loadDataDir` takes it; `undefined` when there is none that is whole. */
  async find(): Promise<Blob | undefined> {
    if (!(await this.#isOwn())) return undefined;
    const path = await this.#path();
    const packed = await readFile(path).catch(undefinedWhenMissing);
    if (packed === undefined) return undefined;
    try {
      return new Blob([await decompress(packed, unpacking)], { type: "application/x-tar" });
    } catch {
      // Whatever happened to it: it is made anew.
      await rm(path, { force: true });
      return undefined;
    }
  }

  /** Keeps an image of `pglite`, which holds nothing but its migrations. A directory that cannot be written keeps none. */
  async keep(pglite: PGlite): Promise<void> {
    await pglite.exec("CHECKPOINT");
    const image = await pglite.dumpDataDir("none");
    const params = { [constants.ZSTD_c_checksumFlag]: 1 };
    const packed = await compress(new Uint8Array(await image.arrayBuffer()), { params });
    try {
      await this.#write(packed);
    } catch (error) {
      if (!unwritableCodes.has(codeOf(error) ?? "")) throw error;
    }
  }

  /** Forgets the image: a database would not start from it. */
  async drop(): Promise<void> {
    await rm(await this.#path(), { force: true });
  }

  async #write(packed: Uint8Array): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    if (!(await this.#isOwn())) return;
    await this.#removeOld();
    const path = await this.#path();
    const draft = `${path}.${randomUUID()}`;
    await writeFile(draft, packed, { mode: 0o600 });
    await rename(draft, path);
  }

  /** Is the directory there, and can nobody else put anything into it? Systems without users say yes. */
  async #isOwn(): Promise<boolean> {
    const found = await stat(this.#directory).catch(undefinedWhenMissing);
    if (found === undefined || process.getuid === undefined) return found !== undefined;
    return found.uid === process.getuid() && (found.mode & writableByOthers) === 0;
  }

  /** Each release that changes the schema leaves one behind; drafts of processes that died go with them. */
  async #removeOld(): Promise<void> {
    for (const name of await readdir(this.#directory)) {
      if (!name.includes(suffix)) continue;
      const path = join(this.#directory, name);
      const found = await stat(path).catch(undefinedWhenMissing);
      if (found !== undefined && Date.now() - found.mtimeMs > keptMsMax) await rm(path, { force: true });
    }
  }

  async #path(): Promise<string> {
    const hash = createHash("sha256").update(await engineVersion());
    const folder = fileURLToPath(this.#migrations);
    const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).toSorted();
    for (const name of names) hash.update(name).update(await readFile(join(folder, name)));
    hash.update(await readFile(join(folder, "meta", "_journal.json")));
    return join(this.#directory, `${hash.digest("hex")}${suffix}`);
  }
}

async function engineVersion(): Promise<string> {
  const path = findPackageJSON("@electric-sql/pglite", import.meta.url);
  if (path === undefined) throw new Error("PGlite has no package.json");
  return String((JSON.parse(await readFile(path, "utf8")) as { version?: unknown }).version);
}

function undefinedWhenMissing(error: unknown): undefined {
  const code = codeOf(error);
  if (code === "ENOENT" || code === "ENOTDIR" || code === "EACCES") return undefined;
  throw error;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
