import { isDatabaseUnreachable } from "@larder/sql";
import { noteTokenUses, type RegistryDatabase } from "@larder/registry-database";
import type { Logger } from "pino";

const flushMs = 10_000;

/**
 * Notes when tokens are used: all of some seconds in one write, none in the time of a request.
 *
 * What a crash loses is a few seconds of these notes and nothing else.
 */
export class TokenUses {
  readonly #database: RegistryDatabase;
  readonly #logger: Logger;
  #uses = new Map<number, Date>();
  #timer: NodeJS.Timeout | undefined;

  constructor(database: RegistryDatabase, logger: Logger) {
    this.#database = database;
    this.#logger = logger;
  }

  /** Notes that a token was used. */
  note(tokenId: number, at: Date): void {
    this.#uses.set(tokenId, at);
    this.#timer ??= setTimeout(() => void this.flush(), flushMs).unref();
  }

  /** Writes what was noted. A database that is down loses the notes, and keeps nobody waiting. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const uses = [...this.#uses].map(([tokenId, at]) => ({ tokenId, at }));
    this.#uses = new Map();
    if (uses.length === 0) return;
    try {
      await noteTokenUses(this.#database.db, uses);
    } catch (error) {
      // The edge of a background process: nobody waits for it.
      const isDown = isDatabaseUnreachable(error);
      this.#logger[isDown ? "warn" : "error"]({ err: error }, "the uses of tokens could not be noted");
    }
  }
}
