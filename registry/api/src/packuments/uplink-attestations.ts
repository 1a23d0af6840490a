import { isJsonObject } from "@larder/packument";
import { escapePackageName, type PackageName, type Version } from "@larder/package-spec";
import {
  type Attestation,
  findUplinkAttestations,
  putUplinkAttestations,
  type RegistryDatabase,
} from "@larder/registry-database";
import { LRUCache } from "lru-cache";
import type { Logger } from "pino";

import type { UplinkClient } from "../origins/uplink-client.ts";
import { UplinkAnswerError } from "../origins/uplink-errors.ts";
import { SingleFlight } from "./single-flight.ts";

const hourMs = 60 * 60_000;

/** What is signed does not change; something may be added to it, mostly soon after the publish. */
const maxAgeMs = { found: 7 * 24 * hourMs, none: hourMs };

/** That there are none is remembered here only: anybody may ask about versions that do not exist. */
const nonesMax = 50_000;

/** Where {@link UplinkAttestations} gets everything. */
export type UplinkAttestationsParts = {
  readonly database: RegistryDatabase;
  readonly client: UplinkClient;
  readonly uplinkName: string;
  readonly logger: Logger;
  readonly now: () => Date;
};

type Spec = { readonly name: PackageName; readonly version: Version };

/** The attestations of the versions of one uplink: asked for once, and served from here while they are fresh or the uplink fails. */
export class UplinkAttestations {
  readonly #parts: UplinkAttestationsParts;
  readonly #nones = new LRUCache<string, number>({ max: nonesMax });
  readonly #fetches = new SingleFlight<readonly Attestation[]>();

  constructor(parts: UplinkAttestationsParts) {
    this.#parts = parts;
  }

  /** Lists the attestations of a version. Throws `UplinkUnavailableError` and {@link UplinkAnswerError} when they were never seen. */
  async find(spec: Spec, hops: string): Promise<readonly Attestation[]> {
    const { database, logger, now, uplinkName } = this.#parts;
    const key = `${spec.name}@${spec.version}`;
    if (now().getTime() - (this.#nones.get(key) ?? 0) <= maxAgeMs.none) return [];
    const kept = await findUplinkAttestations(database.db, { uplink: uplinkName, name: spec.name }, spec.version);
    if (kept !== undefined && now().getTime() - kept.fetchedAt.getTime() <= maxAgeMs.found) return kept.attestations;
    try {
      return await this.#fetches.run(key, () => this.#fetch(spec, hops));
    } catch (error) {
      if (kept === undefined) throw error;
      logger.warn(
        { err: error, uplink: uplinkName, package: spec.name },
        "an uplink failed, so older attestations are served",
      );
      return kept.attestations;
    }
  }

  async #fetch({ name, version }: Spec, hops: string): Promise<readonly Attestation[]> {
    const { client, database, uplinkName, now } = this.#parts;
    const path = `-/npm/v1/attestations/${escapePackageName(name)}@${version}`;
    const answer = (await client.fetchJson(path, hops)) ?? { attestations: [] };
    const attestations = isJsonObject(answer) ? answer["attestations"] : undefined;
    if (!Array.isArray(attestations)) {
      throw new UplinkAnswerError(uplinkName, `answers for \`${path}\` with something else`);
    }
    if (attestations.length === 0) {
      this.#nones.set(`${name}@${version}`, now().getTime());
      return [];
    }
    const row = { uplink: uplinkName, name, version, attestations: attestations as Attestation[], fetchedAt: now() };
    await putUplinkAttestations(database.db, row);
    return row.attestations;
  }
}
