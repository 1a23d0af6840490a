import type { AbbreviatedManifest, AbbreviatedPackument } from "@larder/packument";
import type { PackageName } from "@larder/package-spec";

import { type Asked, parseAsked, parseWant, type RegistryAsked } from "./asked.ts";
import { KnownDocuments } from "./known-documents.ts";
import { pickVersion } from "./libraries/pick-version.ts";
import { nothingInForce, type Overrides, overridesOf, type OverridesInForce } from "./overrides/overrides.ts";
import { type LockedVersions, readLockedVersions } from "./locked-versions.ts";
import type { PackageVersion } from "./package-versions.ts";
import type { Documents, PackageSource, ResolveRequest } from "./request.ts";
import { capabilityPrefix, listPeers, readRequirement } from "./singletons/relations.ts";

/** Hears of a version that the answer will probably name, perhaps more than once. */
export type OnGuess = (manifest: AbbreviatedManifest) => void;

/**
 * One thing may be asked for in places without end in sight in which other overrides hold. From these the most of what
 * they bring is known, and the solver asks for the rest.
 */
const placesMax = 8;

/**
 * Fetches the documents that a request will probably need, breadth first.
 *
 * It follows the version that each range would get by itself. A wrong guess costs a request and
 * changes nothing: only the solver decides. A guess that cannot be fetched is no failure before the
 * solver asks for it.
 */
export class Prefetch {
  readonly #request: ResolveRequest;
  readonly #source: PackageSource;
  readonly #onGuess: OnGuess;
  readonly #locked: LockedVersions;
  readonly #documents = new Map<PackageName, AbbreviatedPackument | undefined>();
  readonly #known: KnownDocuments;
  readonly #fetches = new Map<PackageName, Promise<void>>();
  readonly #failures = new Map<PackageName, unknown>();
  /** What is asked for → the overrides that hold where it was followed. */
  readonly #followed = new Map<string, Set<string>>();
  readonly #overrides: Overrides;

  constructor(request: ResolveRequest, source: PackageSource, onGuess: OnGuess = () => undefined) {
    this.#onGuess = onGuess;
    this.#request = request;
    this.#source = source;
    this.#overrides = overridesOf(request);
    this.#locked = readLockedVersions(request.locked, request.update ?? []);
    this.#known = new KnownDocuments(request, this.#documents);
  }

  get documents(): Documents {
    return this.#documents;
  }

  /** Fetches what the wants and the lock name, and what follows from there. */
  async begin(): Promise<void> {
    const { wants, locked } = this.#request;
    const lockedNames = new Set(locked?.nodes.map(({ name }) => name));
    await Promise.all([
      ...wants.map((want) => this.#followAsked(parseWant(this.#request, want))),
      ...[...lockedNames].map((name) => this.#fetch(name)),
    ]);
  }

  /** Fetches `names`, which the solver cannot do without. Rejects with the source's error. */
  async demand(names: readonly PackageName[]): Promise<void> {
    await this.#fetchAll(names);
    for (const name of names) {
      if (this.#failures.has(name)) throw this.#failures.get(name);
    }
  }

  /** Fetches `names` as far as they can be had; says whether all of them were. */
  async tryToHave(names: readonly PackageName[]): Promise<boolean> {
    await this.#fetchAll(names);
    return !names.some((name) => this.#failures.has(name));
  }

  async #fetchAll(names: readonly PackageName[]): Promise<void> {
    await Promise.all(names.map((name) => Promise.all([this.#fetch(name), this.#follow(name, "*")])));
  }

  /** Follows what a package asks for, for which the overrides of `above` hold. */
  async #follow(alias: string, wanted: string, above: OverridesInForce = nothingInForce): Promise<void> {
    const key = `${alias} ${wanted}`;
    const places = this.#followed.get(key) ?? new Set();
    const place = above.scopes.map(({ text }) => text).join(" ");
    if (places.has(place) || places.size >= placesMax) return;
    this.#followed.set(key, places.add(place));
    await this.#followAsked(parseAsked(alias, wanted), above);
  }

  async #followAsked(asked: Asked, above?: OverridesInForce): Promise<void> {
    if (asked.type !== "registry" || this.#request.provided.includes(asked.name)) return;
    const given = this.#known.isGiven(asked.name) ? this.#pick(asked, this.#known.find(asked.name)) : undefined;
    if (!given) await this.#fetch(asked.name);
    const picked = given ?? this.#pick(asked, this.#known.findServed(asked.name));
    if (!picked) return;
    this.#onGuess(picked.manifest);
    await this.#followAll(picked.manifest, this.#overrides.inForce(picked.manifest, above));
  }

  /**
   * An optional peer brings nothing by itself: only its document is needed, to see whether a host has
   * it once. What hangs below it may be hundreds of packages that nobody asked for.
   */
  async #followAll(manifest: AbbreviatedManifest, inForce: OverridesInForce): Promise<void> {
    const { dependencies, optionalDependencies, larder } = manifest;
    const overridden = ([alias, wanted]: [string, string]): [string, string] => [
      alias,
      this.#overrides.take(alias, wanted, inForce),
    ];
    const peers = listPeers(manifest);
    const required = Object.entries(larder?.requires ?? {})
      .filter(([name]) => !name.startsWith(capabilityPrefix))
      .map(([name, spec]): [string, string] => [name, readRequirement(spec).wanted]);
    const needed = peers
      .filter(({ optional }) => !optional)
      .map(({ alias, wanted }): [string, string] => [alias, wanted]);
    await Promise.all([
      ...[...Object.entries({ ...dependencies, ...optionalDependencies }), ...needed, ...required]
        .map(overridden)
        .map(([alias, wanted]) => this.#follow(alias, wanted, inForce)),
      ...peers
        .filter(({ optional }) => optional)
        .map(({ alias, wanted }) => this.#look(...overridden([alias, wanted]))),
    ]);
  }

  async #look(alias: string, wanted: string): Promise<void> {
    const asked = parseAsked(alias, wanted);
    if (asked.type !== "registry" || this.#request.provided.includes(asked.name)) return;
    if (!this.#known.isGiven(asked.name)) await this.#fetch(asked.name);
  }

  #fetch(name: PackageName): Promise<void> {
    const known = this.#fetches.get(name);
    if (known) return known;
    const fetching = this.#source.fetch(name).then(
      (packument) => void this.#documents.set(name, packument),
      (error: unknown) => void this.#failures.set(name, error),
    );
    this.#fetches.set(name, fetching);
    return fetching;
  }

  #pick(asked: RegistryAsked, versions: ReturnType<KnownDocuments["find"]>): PackageVersion | undefined {
    if (versions === undefined || versions === "missing") return undefined;
    return pickVersion(versions, asked, {
      lockedEdge: undefined,
      locked: this.#locked.ofName(asked.name),
      chosen: [],
      prefer: this.#request.prefer ?? "newest",
      coreVersion: this.#request.coreVersion,
    });
  }
}
