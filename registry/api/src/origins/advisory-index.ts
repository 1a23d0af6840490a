import {
  type Advisory,
  listAdvisories,
  readAdvisoryGeneration,
  type RegistryDatabase,
} from "@larder/registry-database";
import type { Logger } from "pino";

import { NoAdvisoriesError } from "./policy-errors.ts";

/** How long another import may go unnoticed. */
const checkEveryMs = 15_000;

/** A statement takes so many parameters, and not many more. */
const namesAtOnce = 5000;

/** Where {@link AdvisoryIndex} gets everything. */
export type AdvisoryIndexParts = {
  readonly database: RegistryDatabase;
  readonly logger: Logger;
  readonly now: () => Date;
};

/** What the imported advisories say. */
export class AdvisoryIndex {
  readonly #parts: AdvisoryIndexParts;
  #generation = 0;
  #checkedAt: number;

  constructor(parts: AdvisoryIndexParts) {
    this.#parts = parts;
    this.#checkedAt = parts.now().getTime();
  }

  /** Opens the index of what was imported so far. */
  static async open(parts: AdvisoryIndexParts): Promise<AdvisoryIndex> {
    const index = new AdvisoryIndex(parts);
    index.#generation = await readAdvisoryGeneration(parts.database.db);
    return index;
  }

  /**
   * A number that changes when other advisories count: whoever judged by them judges again then.
   *
   * It asks the database behind the caller's back, every few seconds, so that it costs a reader nothing.
   */
  get generation(): number {
    const now = this.#parts.now().getTime();
    if (now - this.#checkedAt >= checkEveryMs) {
      this.#checkedAt = now;
      void this.check().catch((error: unknown) =>
        this.#parts.logger.warn({ err: error }, "nobody knows whether advisories were imported"),
      );
    }
    return this.#generation;
  }

  /** Looks whether there was another import. */
  async check(): Promise<void> {
    this.#generation = await readAdvisoryGeneration(this.#parts.database.db);
  }

  /** Lists what is known against packages. Throws {@link NoAdvisoriesError} when nothing was ever imported: silence would be taken for safety. */
  async list(names: readonly string[]): Promise<Advisory[]> {
    if (this.#generation === 0) await this.check();
    if (this.#generation === 0) throw new NoAdvisoriesError();
    const found: Advisory[] = [];
    for (let start = 0; start < names.length; start += namesAtOnce) {
      found.push(...(await listAdvisories(this.#parts.database.db, names.slice(start, start + namesAtOnce))));
    }
    return found;
  }
}
