import type { Packument } from "@larder/packument";
import type { PackageName } from "@larder/package-spec";
import {
  findUplinkDocument,
  findWholeUplinkDocument,
  listUplinkResolutions,
  type RegistryDatabase,
  setUplinkRendering,
  type UplinkDocument,
} from "@larder/registry-database";
import { LRUCache } from "lru-cache";

import type { PackagePolicy, UplinkPolicy } from "../origins/uplink-policy.ts";
import type { DocumentCache } from "./document-cache.ts";
import { findForm } from "./find-form.ts";
import { readTogether } from "./read-together.ts";
import { modifiedAtOf, renderUplinkDocument } from "./render-uplink-document.ts";
import { type DocumentForm, type RenderedDocument, ServedDocument } from "./served-document.ts";

/** Where {@link KeptUplinkDocuments} gets everything. */
export type KeptUplinkDocumentsParts = {
  readonly database: RegistryDatabase;
  readonly cache: DocumentCache;
  readonly policy: UplinkPolicy;
  readonly uplinkName: string;
  readonly publicUrl: string;
  readonly now: () => Date;
};

/** What is known of a document without reading it. */
export type UplinkDocumentState = {
  /** When the uplink last confirmed it. */
  readonly fetchedAtMs: number;
  /** Another number after each time that it was judged. */
  readonly judgement: number;
  /** When it last could not be refreshed, since it was confirmed. */
  readonly failedAtMs: number | undefined;
  /** Until when the policy says what it says, as long as its epoch is this one. */
  readonly judgedUntilMs: number;
  readonly policyEpoch: number;
  readonly hidden: UplinkDocument["hidden"];
  /** Name of an archive → the hidden version that it belongs to. */
  readonly hiddenFiles: ReadonlyMap<string, string>;
  /** Does the policy keep all versions back? */
  readonly servesNone: boolean;
};

/** States, and versions that are hidden in them: each takes a few hundred bytes. */
const stateWeightMax = 200_000;

/** Others may write the same document at the same time; after so many rounds something is wrong. */
const roundsMax = 10;

/**
 * The packuments of one uplink that were fetched before, each under the policy of this very moment.
 *
 * A document is rendered again when a version has become old enough, when the operator has changed the
 * policy, and when other advisories were imported; else it comes from the cache as it is.
 */
export class KeptUplinkDocuments {
  readonly #parts: KeptUplinkDocumentsParts;
  readonly #states = new LRUCache<PackageName, UplinkDocumentState>({
    maxSize: stateWeightMax,
    sizeCalculation: ({ hiddenFiles }) => 1 + hiddenFiles.size,
  });
  /** A resolver asks for many at once, and reads a small part of each. */
  readonly #findResolution = readTogether((names: readonly PackageName[]) =>
    listUplinkResolutions(this.#parts.database.db, { uplink: this.#parts.uplinkName, names }),
  );
  #judgements = 0;

  constructor(parts: KeptUplinkDocumentsParts) {
    this.#parts = parts;
  }

  /** Finds what is served of `name`; `undefined` when it was never fetched. */
  find(name: PackageName, form: DocumentForm): Promise<ServedDocument | undefined> {
    const { cache } = this.#parts;
    const key = this.#keyOf(name);
    // Only the first of many who ask forgets, so that they share the one load.
    if (!this.#isJudged(name) && (this.#states.delete(name) || cache.find(key, form) !== undefined)) this.forget(name);
    return cache.findOrLoad(key, form, () => this.#load(name, form));
  }

  #isJudged(name: PackageName): boolean {
    const { now, policy } = this.#parts;
    const state = this.#states.get(name);
    return state !== undefined && state.policyEpoch === policy.epoch && now().getTime() < state.judgedUntilMs;
  }

  /** Returns what is known of a document that {@link find} has just found. */
  stateOf(name: PackageName): UplinkDocumentState | undefined {
    return this.#states.get(name);
  }

  /** Says that what the database holds may have changed. */
  forget(name: PackageName): void {
    this.#parts.cache.forget(this.#keyOf(name));
  }

  /** Says that the database holds something else than what was judged: another replica has put it there. */
  forgetJudgement(name: PackageName): void {
    this.#states.delete(name);
    this.forget(name);
  }

  /** Notes that the uplink could not be asked about `name`. */
  noteFailure(name: PackageName): void {
    const state = this.#states.get(name);
    if (state !== undefined) this.#states.set(name, { ...state, failedAtMs: this.#parts.now().getTime() });
  }

  /** Reads what is kept of `name`, under whatever policy it was rendered. */
  read(name: PackageName): Promise<UplinkDocument | undefined> {
    const { database, uplinkName } = this.#parts;
    return findUplinkDocument(database.db, { uplink: uplinkName, name });
  }

  async #readFor(name: PackageName, form: DocumentForm): Promise<UplinkDocument | undefined> {
    if (form !== "resolution") return this.read(name);
    const row = await this.#findResolution(name);
    // What an earlier release has kept has nothing for a resolver, which is then made of the rest.
    return row === undefined || row.resolutionOf === row.abbreviatedHash ? row : this.read(name);
  }

  #keyOf(name: PackageName): string {
    return `${this.#parts.uplinkName}:${name}`;
  }

  async #load(name: PackageName, form: DocumentForm): Promise<ServedDocument | undefined> {
    const { policy, publicUrl } = this.#parts;
    const policyEpoch = policy.epoch;
    for (let round = 0; round < roundsMax; round += 1) {
      const row = await this.#readFor(name, form);
      if (row === undefined) return undefined;
      const judged = await this.#judge(row, await policy.of(name));
      if (judged === undefined) continue;
      this.#note(judged, policyEpoch);
      const rendered = renderedOf(judged, form);
      return rendered === undefined ? undefined : new ServedDocument(rendered, publicUrl);
    }
    throw new Error(`The document of ${name} is replaced faster than it can be read`);
  }

  /** Returns `row` as it is under `policy` now; `undefined` when another replica has just replaced it. */
  async #judge(row: UplinkDocument, policy: PackagePolicy): Promise<UplinkDocument | undefined> {
    const { database, now } = this.#parts;
    const at = now();
    const isDue = row.eligibleAt !== null && row.eligibleAt.getTime() <= at.getTime();
    if (row.policyHash === policy.hash && !isDue) return row;

    const whole = await findWholeUplinkDocument(database.db, row);
    if (whole === undefined) return row;
    const rendering = renderUplinkDocument(JSON.parse(whole) as Packument, { policy, before: row, at });
    return (await setUplinkRendering(database.db, row, rendering)) ? { ...row, ...rendering } : undefined;
  }

  #note(row: UplinkDocument, policyEpoch: number): void {
    const before = this.#states.get(row.name);
    const fetchedAtMs = row.fetchedAt.getTime();
    this.#judgements += 1;
    this.#states.set(row.name, {
      fetchedAtMs,
      judgement: this.#judgements,
      failedAtMs: before?.fetchedAtMs === fetchedAtMs ? before.failedAtMs : undefined,
      judgedUntilMs: row.eligibleAt?.getTime() ?? Number.POSITIVE_INFINITY,
      policyEpoch,
      hidden: row.hidden,
      hiddenFiles: new Map(Object.entries(row.hidden ?? {}).map(([version, { fileName }]) => [fileName, version])),
      servesNone: row.hidden !== null && row.abbreviated.slice(0, 512).includes('"dist-tags":{},"versions":{}'),
    });
  }
}

function renderedOf(row: UplinkDocument, form: DocumentForm): RenderedDocument | undefined {
  const rendered = findForm(row, form);
  return rendered && { form, ...rendered, modifiedAt: modifiedAtOf(row) };
}
