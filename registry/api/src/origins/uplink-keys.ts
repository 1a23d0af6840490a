import { isJsonObject, type JsonObject } from "@larder/packument";
import { findSetting, type RegistryDatabase, setSetting } from "@larder/registry-database";
import type { Logger } from "pino";

import type { UplinkClient } from "./uplink-client.ts";
import { UplinkAnswerError } from "./uplink-errors.ts";

/** Keys change once in years, and an old one goes on to be listed. */
const maxAgeMs = 60 * 60_000;

/** How long an uplink that failed is left alone while older keys are known. */
const retryAfterMs = 60_000;

/** Where {@link UplinkKeys} gets everything. */
export type UplinkKeysParts = {
  readonly database: RegistryDatabase;
  readonly client: UplinkClient;
  readonly uplinkName: string;
  readonly logger: Logger;
  readonly now: () => Date;
};

/** The public keys of one uplink: what it serves is passed on with its own signatures, so its keys are, too. */
export class UplinkKeys {
  readonly #parts: UplinkKeysParts;
  #keys: readonly JsonObject[] | undefined;
  #freshUntil = 0;
  #refreshing: Promise<readonly JsonObject[]> | undefined;

  constructor(parts: UplinkKeysParts) {
    this.#parts = parts;
  }

  /**
   * Lists the keys as the uplink shows them; none when it has none. While it fails, the last that are known.
   *
   * Throws `UplinkUnavailableError` and {@link UplinkAnswerError} when none were ever fetched: a list
   * without them would make its signatures look forged.
   */
  async list(hops: string): Promise<readonly JsonObject[]> {
    if (this.#keys !== undefined && this.#parts.now().getTime() < this.#freshUntil) return this.#keys;
    // Whoever asks meanwhile shares the answer, and the failure.
    this.#refreshing ??= this.#refresh(hops).finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refresh(hops: string): Promise<readonly JsonObject[]> {
    const { logger, uplinkName, now } = this.#parts;
    try {
      this.#keys = await this.#fetch(hops);
      this.#freshUntil = now().getTime() + maxAgeMs;
    } catch (error) {
      this.#keys ??= await this.#findKept();
      if (this.#keys === undefined) throw error;
      this.#freshUntil = now().getTime() + retryAfterMs;
      logger.warn({ err: error, uplink: uplinkName }, "an uplink failed, so its older keys are served");
    }
    return this.#keys;
  }

  async #fetch(hops: string): Promise<JsonObject[]> {
    const { client, database, uplinkName } = this.#parts;
    const answer = (await fetchKeys(client, hops)) ?? { keys: [] };
    const keys = isJsonObject(answer) && Array.isArray(answer["keys"]) ? (answer["keys"] as unknown[]) : undefined;
    if (keys?.every(isKey) !== true) throw new UplinkAnswerError(uplinkName, "shows keys that are none");
    await setSetting(database.db, this.#settingName, keys);
    return keys;
  }

  async #findKept(): Promise<JsonObject[] | undefined> {
    const kept = await findSetting(this.#parts.database.db, this.#settingName);
    return Array.isArray(kept) ? kept.filter(isKey) : undefined;
  }

  get #settingName(): string {
    return `uplink-keys:${this.#parts.uplinkName}`;
  }
}

/** Some registries answer 400 where others answer 404: they have no keys. */
async function fetchKeys(client: UplinkClient, hops: string): Promise<unknown> {
  try {
    return await client.fetchJson("-/npm/v1/keys", hops);
  } catch (error) {
    if (error instanceof UplinkAnswerError && (error.status === 400 || error.status === 405)) return undefined;
    throw error;
  }
}

function isKey(value: unknown): value is JsonObject {
  return isJsonObject(value) && typeof value["keyid"] === "string" && typeof value["key"] === "string";
}
