import { isVersion, parsePackageName, unscopedName } from "@larder/package-spec";
import {
  addDownloads,
  type DownloadsRow,
  fadePopularity,
  refreshPopularity,
  type RegistryDatabase,
} from "@larder/registry-database";
import { isDatabaseUnreachable } from "@larder/sql";
import type { Logger } from "pino";

const flushMs = 5_000;

/** Beyond these nothing new is counted while the database is down. */
const pendingMax = 100_000;

/** For so many days a download makes its package more popular. */
const popularDays = 30;

/**
 * Counts the archives that are sent: in memory at once, in the database all of some seconds in one write.
 *
 * A request costs the increment of a number. A crash loses the downloads of the last 5 s and nothing else.
 */
export class DownloadCounts {
  readonly #database: RegistryDatabase;
  readonly #logger: Logger;
  readonly #now: () => Date;
  #counts = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** The day on which what nobody fetches any more was last looked for. */
  #fadedOn = "";

  constructor({ database, logger, now }: { database: RegistryDatabase; logger: Logger; now: () => Date }) {
    this.#database = database;
    this.#logger = logger;
    this.#now = now;
  }

  /** Counts a download of `@acme/chat/chat-1.0.0.tgz`: the name of the package, a slash and the file. */
  count(nameAndFile: string): void {
    const counted = this.#counts.get(nameAndFile);
    if (counted === undefined && this.#counts.size >= pendingMax) return;
    this.#counts.set(nameAndFile, (counted ?? 0) + 1);
    this.#timer ??= setTimeout(() => void this.flush(), flushMs).unref();
  }

  /** Writes what was counted; what the database does not take now is written the next time. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const counts = this.#counts;
    this.#counts = new Map();
    this.#writing = this.#writing.then(() => this.#write(counts));
    await this.#writing;
  }

  async #write(counts: ReadonlyMap<string, number>): Promise<void> {
    const rows = rowsOf(counts, this.#now().toISOString().slice(0, 10));
    if (rows.length === 0) return;
    try {
      await addDownloads(this.#database.db, rows);
    } catch (error) {
      // The edge of a background process: nobody waits for it.
      const isDown = isDatabaseUnreachable(error);
      this.#logger[isDown ? "warn" : "error"]({ err: error }, "downloads could not be noted");
      if (isDown) this.#takeBack(counts);
      return;
    }
    await this.#writePopularity(rows);
  }

  /** What cannot be written now is right again after the next download. */
  async #writePopularity(rows: readonly DownloadsRow[]): Promise<void> {
    const { db } = this.#database;
    const now = this.#now();
    const today = now.toISOString().slice(0, 10);
    const since = new Date(now.getTime() - popularDays * 86_400_000).toISOString().slice(0, 10);
    try {
      await refreshPopularity(db, { names: [...new Set(rows.map(({ name }) => name))], since });
      if (this.#fadedOn === today) return;
      await fadePopularity(db, { since });
      this.#fadedOn = today;
    } catch (error) {
      // The edge of a background process, too.
      this.#logger[isDatabaseUnreachable(error) ? "warn" : "error"]({ err: error }, "popularity could not be noted");
    }
  }

  #takeBack(counts: ReadonlyMap<string, number>): void {
    for (const [key, count] of counts) this.#counts.set(key, count + (this.#counts.get(key) ?? 0));
    this.#timer ??= setTimeout(() => void this.flush(), flushMs).unref();
  }
}

/** Archives whose name does not say a version, as some at uplinks, are not counted. */
function rowsOf(counts: ReadonlyMap<string, number>, day: string): DownloadsRow[] {
  return [...counts].flatMap(([key, downloads]) => {
    const slash = key.lastIndexOf("/");
    const name = parsePackageName(key.slice(0, slash));
    const file = key.slice(slash + 1);
    const version = file.slice(unscopedName(name).length + 1, -".tgz".length);
    return file.startsWith(`${unscopedName(name)}-`) && isVersion(version) ? [{ name, version, day, downloads }] : [];
  });
}
