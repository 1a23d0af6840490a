import { type PackageName, unscopedName } from "@larder/package-spec";
import {
  findUplinkSource,
  findUplinkValidators,
  putUplinkDocument,
  type RegistryDatabase,
  touchUplinkDocument,
  type UplinkTarball,
} from "@larder/registry-database";
import { LRUCache } from "lru-cache";
import type { Logger } from "pino";

import type { Uplink } from "../origins/configuration.ts";
import type { UplinkClient, UplinkPackument } from "../origins/uplink-client.ts";
import { assertNotHidden, NotServedError } from "../origins/policy-errors.ts";
import type { PackagePolicy, UplinkPolicy } from "../origins/uplink-policy.ts";
import type { DocumentCache } from "./document-cache.ts";
import { KeptUplinkDocuments } from "./kept-uplink-documents.ts";
import { renderUplinkDocument } from "./render-uplink-document.ts";
import type { DocumentForm, ServedDocument } from "./served-document.ts";
import { SingleFlight } from "./single-flight.ts";
import { uplinkSources } from "./uplink-sources.ts";
import { waitAtMost } from "./wait-at-most.ts";

/** Where {@link UplinkDocuments} gets everything. */
export type UplinkDocumentsParts = {
  readonly database: RegistryDatabase;
  readonly cache: DocumentCache;
  readonly client: UplinkClient;
  readonly policy: UplinkPolicy;
  readonly uplinkName: string;
  readonly uplink: Uplink;
  readonly publicUrl: string;
  readonly logger: Logger;
  readonly now: () => Date;
};

/** How long a reader waits for an uplink where there is an older document to be had. */
const patienceMs = 3000;

/** How long a document that could not be refreshed, or just was, is left as it is; so is a name that nobody has. */
const retryAfterMs = 5000;

/** Whoever tries many names asks about each only once. */
const missingNamesMax = 10_000;

/** Others may write the same document at the same time; after so many rounds something is wrong. */
const roundsMax = 10;

/**
 * The packuments of one uplink, as they are served here.
 *
 * A fresh one is served from here; one that has just gone stale too, while it is refreshed behind the
 * answer; an old one is refreshed first. When the uplink fails or takes its time, what is known is
 * served however old it is.
 */
export class UplinkDocuments {
  readonly #parts: UplinkDocumentsParts;
  readonly #kept: KeptUplinkDocuments;
  readonly #fetches = new SingleFlight<boolean>();
  /** Name → when the uplink last said that it has no such package. */
  readonly #missingSinceMs = new LRUCache<PackageName, number>({ max: missingNamesMax });
  /** The same for those who have an older document: it fails once for all of them. */
  readonly #refreshes = new SingleFlight<void>();

  constructor(parts: UplinkDocumentsParts) {
    this.#parts = parts;
    this.#kept = new KeptUplinkDocuments(parts);
  }

  /**
   * Finds the document of `name`; `undefined` when the uplink has none.
   *
   * Throws {@link NotServedError} for a package that the policy keeps back whole, and
   * {@link UplinkUnavailableError} and {@link UplinkAnswerError} for one that was never fetched.
   */
  async find(name: PackageName, form: DocumentForm, hops: string): Promise<ServedDocument | undefined> {
    this.#parts.policy.assertNameServed(name);
    const document = await this.#findRefreshed(name, form, hops);
    // A resolver is told which versions are kept back, and may do without the package.
    if (document !== undefined && form !== "resolution") this.#assertSomeServed(name);
    return document;
  }

  /** Was this name ever found at the uplink? Asks the uplink now when it is not known here. */
  async has(name: PackageName, hops: string): Promise<boolean> {
    return (await this.#kept.find(name, "abbreviated")) !== undefined || this.#fetch(name, hops);
  }

  /**
   * Throws {@link NotServedError} when the policy keeps back the version whose archive is `file`, as far as this
   * replica knows.
   *
   * Returns the number of the judgement that said so: what was found out under another one has to be found out
   * again. It is `undefined` where there is no policy.
   */
  async assertArchiveServed(name: PackageName, file: string, hops: string): Promise<number | undefined> {
    const state = await this.#findPolicyState(name, hops);
    const version = state?.hiddenFiles.get(file);
    if (version !== undefined) assertNotHidden(name, version, state?.hidden);
    return state?.judgement;
  }

  /**
   * Finds where the archive `file` comes from; `undefined` when the uplink's document does not name it. Throws
   * {@link NotServedError} for one that the policy keeps back, by the very document that names it.
   */
  async findSource(name: PackageName, file: string, hops: string): Promise<UplinkTarball | undefined> {
    const { database, policy, uplinkName } = this.#parts;
    for (let round = 0; round < roundsMax; round += 1) {
      const found = await findUplinkSource(database.db, { uplink: uplinkName, name }, file);
      if (found === undefined || !policy.isActive) return found?.source;
      await this.assertArchiveServed(name, file, hops);
      if (this.#kept.stateOf(name)?.fetchedAtMs === found.fetchedAt.getTime()) return found.source;
      this.#kept.forgetJudgement(name);
    }
    throw new Error(`The document of ${name} is replaced faster than it can be read`);
  }

  /**
   * Throws {@link NotServedError} when the policy keeps back an archive that was kept here and that the uplink's
   * document no longer names: what is malicious is soon taken back, and stays in lockfiles. It is at least as old
   * as it has been known here.
   */
  async assertTakenBackServed(name: PackageName, file: string, keptAt: Date): Promise<void> {
    const { policy, now } = this.#parts;
    const version = canonicalVersionOf(name, file);
    const known = { versions: { [version]: null }, time: { [version]: keptAt.toISOString() } };
    const { hidden } = (await policy.of(name)).judge(known, now());
    assertNotHidden(name, version, Object.fromEntries(hidden));
  }

  /** Asks the uplink about `name` now, unless it was asked a moment ago. Throws when it does not answer. */
  async refresh(name: PackageName, hops: string): Promise<void> {
    this.#parts.policy.assertNameServed(name);
    const state = this.#kept.stateOf(name);
    const askedAtMs = Math.max(state?.fetchedAtMs ?? 0, state?.failedAtMs ?? 0);
    if (this.#ageOf(askedAtMs) >= retryAfterMs) await this.#fetch(name, hops);
  }

  /** Throws {@link NotServedError} when the policy keeps back `version`. */
  async assertVersionServed(name: PackageName, version: string, hops: string): Promise<void> {
    assertNotHidden(name, version, (await this.#findPolicyState(name, hops))?.hidden);
  }

  /** Returns what a client should be warned of about a document that was just found, as the header `Warning` has it. */
  warningOf(name: PackageName): string | undefined {
    const state = this.#kept.stateOf(name);
    if (state === undefined || this.#ageOf(state.fetchedAtMs) <= this.#usableMs) return undefined;
    return state.failedAtMs === undefined ? '110 larder "Response is Stale"' : '111 larder "Revalidation Failed"';
  }

  async #findRefreshed(name: PackageName, form: DocumentForm, hops: string): Promise<ServedDocument | undefined> {
    const known = await this.#kept.find(name, form);
    if (known === undefined) return (await this.#fetchNew(name, hops)) ? this.#kept.find(name, form) : undefined;

    const state = this.#kept.stateOf(name);
    const ageMs = this.#ageOf(state?.fetchedAtMs ?? 0);
    if (ageMs <= this.#parts.uplink.maxAgeMs || this.#ageOf(state?.failedAtMs ?? 0) < retryAfterMs) return known;
    const refreshed = this.#refreshes.run(name, () => this.#refreshOrLog(name, hops));
    if (ageMs <= this.#usableMs) return known;
    await waitAtMost(patienceMs, refreshed);
    return this.#kept.find(name, form);
  }

  /** What the policy says about a package that this registry knows, or comes to know. */
  async #findPolicyState(name: PackageName, hops: string): Promise<ReturnType<KeptUplinkDocuments["stateOf"]>> {
    const { policy } = this.#parts;
    if (!policy.isActive) return undefined;
    policy.assertNameServed(name);
    const known = await this.#kept.find(name, "abbreviated");
    // A lockfile may name a package that nobody has asked this registry about.
    if (known === undefined && (await this.#fetchNew(name, hops))) await this.#kept.find(name, "abbreviated");
    return this.#kept.stateOf(name);
  }

  #assertSomeServed(name: PackageName): void {
    const state = this.#kept.stateOf(name);
    if (state?.servesNone !== true) return;
    const [why] = Object.values(state.hidden ?? {}).toReversed();
    if (why !== undefined) throw new NotServedError(name, why);
  }

  get #usableMs(): number {
    return this.#parts.uplink.maxAgeMs + this.#parts.uplink.staleWhileRevalidateMs;
  }

  #ageOf(momentMs: number): number {
    return this.#parts.now().getTime() - momentMs;
  }

  async #refreshOrLog(name: PackageName, hops: string): Promise<void> {
    try {
      await this.#fetch(name, hops);
    } catch (error) {
      this.#kept.noteFailure(name);
      const { logger, uplinkName } = this.#parts;
      logger.warn(
        { err: error, uplink: uplinkName, package: name },
        "an uplink failed, so an older document is served",
      );
    }
  }

  /** Returns whether the uplink has a package that is not known here; what it has just said of it counts for a moment. */
  async #fetchNew(name: PackageName, hops: string): Promise<boolean> {
    const isMissing = this.#ageOf(this.#missingSinceMs.get(name) ?? 0) < retryAfterMs;
    return !isMissing && this.#fetch(name, hops);
  }

  /** Returns whether the uplink has the package. */
  #fetch(name: PackageName, hops: string): Promise<boolean> {
    return this.#fetches.run(name, () => this.#fetchNow(name, hops));
  }

  async #fetchNow(name: PackageName, hops: string): Promise<boolean> {
    const { database, client, policy, uplinkName, now } = this.#parts;
    // What could not be judged is not asked for.
    const packagePolicy = await policy.of(name);
    const known = await findUplinkValidators(database.db, { uplink: uplinkName, name });
    const validators =
      known?.hasFull === true ? { etag: known.uplinkEtag, lastModified: known.uplinkLastModified } : undefined;
    const answer = await client.fetchPackument(name, hops, validators);

    // What an uplink takes back stays here: someone may have installed it.
    if (answer.type === "missing" && known === undefined) {
      this.#missingSinceMs.set(name, now().getTime());
      return false;
    }
    if (answer.type === "found") await this.#keep(name, answer, packagePolicy);
    else await touchUplinkDocument(database.db, { uplink: uplinkName, name }, now());
    // Also what did not change: the database may hold what another replica has put there.
    this.#kept.forget(name);
    return true;
  }

  async #keep(
    name: PackageName,
    { packument, validators }: Extract<UplinkPackument, { type: "found" }>,
    policy: PackagePolicy,
  ): Promise<void> {
    const { database, uplinkName, now } = this.#parts;
    const at = now();
    const options = { policy, before: await this.#kept.read(name), at };
    await putUplinkDocument(database.db, {
      uplink: uplinkName,
      name,
      uplinkEtag: validators.etag,
      uplinkLastModified: validators.lastModified,
      fetchedAt: at,
      tarballs: uplinkSources(packument),
      ...renderUplinkDocument(packument, options),
    });
  }
}

/** The version that npm would name an archive after; for other names the name itself, which is no version. */
function canonicalVersionOf(name: PackageName, file: string): string {
  const prefix = `${unscopedName(name)}-`;
  return file.startsWith(prefix) ? file.slice(prefix.length).replace(/\.(?:tgz|tar\.gz)$/, "") : file;
}
