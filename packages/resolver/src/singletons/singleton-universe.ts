import type { AbbreviatedManifest } from "@larder/packument";
import type { PackageName } from "@larder/package-spec";
import { SemVer } from "semver";

import { type Asked, parseWant, type RegistryAsked } from "../asked.ts";
import { compareText } from "../compare-text.ts";
import { hasSha512 } from "../has-sha512.ts";
import type { KnownDocuments } from "../known-documents.ts";
import type { LockedEdge, LockedVersions } from "../locked-versions.ts";
import type { PackageVersions } from "../package-versions.ts";
import { type ExistingVersion, versionsWhere } from "../existing-versions.ts";
import { orderByPreference } from "../preference.ts";
import type { Cause } from "../pubgrub/cause.ts";
import { corePackage, type Incompatibility, rootPackage } from "../pubgrub/incompatibility.ts";
import type { Universe } from "../pubgrub/solver.ts";
import { negate, present, type Term } from "../pubgrub/term.ts";
import type { ResolveRequest, Want } from "../request.ts";
import { exactly, union, type VersionSet } from "../versions/version-set.ts";
import { listProviders, type Provider } from "./capabilities.ts";
import { explainNone } from "./explain-none.ts";
import { translateRelation } from "./relation-incompatibility.ts";
import { capabilityPrefix, formatRelation, listRelations, type Relation } from "./relations.ts";
import { Turns } from "./turns.ts";
import { wantedSet } from "./wanted-set.ts";

/** The one version of the host itself. */
export const rootVersion: SemVer = new SemVer("0.0.0");

/** What the solver may choose from: packages of which a host has one version, capabilities, and the core. */
export class SingletonUniverse implements Universe {
  readonly request: ResolveRequest;
  readonly documents: KnownDocuments;
  readonly #locked: LockedVersions;
  readonly #forced: ReadonlySet<string>;
  readonly #coreVersion: SemVer;
  readonly #lockedProviders: ReadonlyMap<string, string | undefined>;
  readonly #turns: Turns;
  readonly #translated = new Map<PackageName, Map<string, Incompatibility | "unknown" | undefined>>();
  readonly #candidates = new Map<PackageName, readonly SemVer[]>();
  readonly #relations = new Map<AbbreviatedManifest, readonly Relation[]>();
  #providers: ReadonlyMap<string, readonly Provider[]> | undefined;

  constructor(world: {
    readonly request: ResolveRequest;
    readonly documents: KnownDocuments;
    readonly locked: LockedVersions;
    /** Wanted libraries that turned out to be required as singletons. */
    readonly forced: ReadonlySet<string>;
  }) {
    this.request = world.request;
    this.documents = world.documents;
    this.#locked = world.locked;
    this.#forced = world.forced;
    this.#coreVersion = new SemVer(world.request.coreVersion);
    this.#lockedProviders = readLockedProviders(world.request);
    this.#turns = new Turns(world.request);
  }

  /** Does a host have `name` once? `undefined` while its document is not at hand. A missing package counts, so that its absence is explained. */
  isSingleton(name: PackageName): boolean | undefined {
    if (this.#forced.has(name) || this.request.shared.includes(name)) return true;
    const versions = this.documents.find(name);
    return versions === undefined ? undefined : versions === "missing" || versions.isPlugin;
  }

  /** Lists the providers of `capability`, in the order of their ordinals. */
  providersOf(capability: string): readonly Provider[] {
    this.#providers ??= listProviders(this.request, this.documents);
    return this.#providers.get(capability) ?? [];
  }

  candidates(name: string): readonly SemVer[] | undefined {
    if (name === corePackage) return [this.#coreVersion];
    if (name.startsWith(capabilityPrefix)) return this.#orderProviders(name.slice(capabilityPrefix.length));
    const versions = this.documents.find(name as PackageName);
    if (versions === undefined) return undefined;
    return versions === "missing" ? [] : this.#orderVersions(versions);
  }

  turn(name: string): number {
    return this.#turns.of(name);
  }

  /**
   * What stood in the host itself comes before what was only a copy for a library. A solver asks after
   * each decision, and the order is always the same.
   */
  #orderVersions(versions: PackageVersions): readonly SemVer[] {
    const known = this.#candidates.get(versions.name);
    if (known) return known;
    const standing = this.#locked.ofSingleton(versions.name);
    const ordered = orderByPreference(versions, this.#locked.ofName(versions.name), this.request.prefer);
    const candidates = ordered
      .toSorted((a, b) => Number(b.version === standing) - Number(a.version === standing))
      .map(({ semver }) => semver);
    this.#candidates.set(versions.name, candidates);
    return candidates;
  }

  incompatibilitiesOf(name: string, version: SemVer): readonly Incompatibility[] | undefined {
    if (name === rootPackage) return this.#incompatibilitiesOfHost();
    if (name === corePackage) return [];
    if (name.startsWith(capabilityPrefix)) return this.#incompatibilitiesOfProvider(name, version);

    const versions = this.documents.find(name as PackageName);
    if (versions === undefined || versions === "missing") return undefined;
    return this.#incompatibilitiesOfPackage(versions, version);
  }

  explainNone(term: Term): Incompatibility {
    const name = term.package;
    if (name === corePackage) {
      return { terms: [term], cause: { type: "core-version", coreVersion: this.request.coreVersion } };
    }
    if (name.startsWith(capabilityPrefix)) {
      const capability = name.slice(capabilityPrefix.length);
      return {
        terms: [term],
        cause: { type: "no-provider", capability, wanted: undefined, known: this.providersOf(capability) },
      };
    }
    const versions = this.documents.find(name as PackageName);
    return versions === undefined || versions === "missing"
      ? { terms: [term], cause: { type: "missing", name: name as PackageName, registry: this.request.registry } }
      : explainNone(versions, term);
  }

  /** A provider that is locked comes first, then one that the host wants, then by name. */
  #orderProviders(capability: string): readonly SemVer[] {
    const lockedBy = this.#lockedProviders.get(capability);
    const wanted = new Set(this.request.wants.map(({ alias }) => alias));
    const rank = (provider: Provider): number =>
      provider.package === lockedBy ? 0 : wanted.has(provider.package) ? 1 : 2;
    return this.providersOf(capability)
      .toSorted((a, b) => rank(a) - rank(b))
      .map(({ ordinal }) => ordinal);
  }

  #incompatibilitiesOfHost(): Incompatibility[] | undefined {
    const host = present(rootPackage, exactly(rootVersion));
    const all: Incompatibility[] = [];
    let isKnown = true;
    for (const want of this.request.wants.toSorted((a, b) => compareText(a.alias, b.alias))) {
      const { alias, declaredIn } = want;
      const asked = this.#askedByHost(want);
      if (asked.type === "exotic") {
        all.push({ terms: [host], cause: { type: "unusable-want", alias, reason: asked.reason, declaredIn } });
        continue;
      }
      const isSingleton = this.isSingleton(asked.name);
      isKnown &&= isSingleton !== undefined;
      if (!isSingleton) continue;
      const set = this.#wantSet(asked, this.#locked.ofEdge("", alias));
      const cause: Cause = { type: "want", name: asked.name, wanted: asked.text, declaredIn };
      all.push({ terms: [host, negate(present(asked.name, set))], cause });
    }
    return isKnown ? all : undefined;
  }

  #askedByHost(want: Want): Asked {
    const asked = parseWant(this.request, want);
    if (asked.type === "exotic" || !this.request.provided.includes(asked.name)) return asked;
    return { type: "exotic", reason: `the core brings \`${asked.name}\` itself` };
  }

  /** A locked answer to the same tag stands until it is updated, even if the tag moved. */
  #wantSet(asked: RegistryAsked, locked: LockedEdge | undefined): VersionSet {
    const versions = this.documents.find(asked.name);
    const set = wantedSet(asked.wanted, versions);
    if (asked.wanted.type !== "tag" || locked?.wanted !== asked.text) return set;
    return union(set, exactly(new SemVer(locked.version)));
  }

  #incompatibilitiesOfProvider(name: string, ordinal: SemVer): Incompatibility[] | undefined {
    const capability = name.slice(capabilityPrefix.length);
    const provider = this.providersOf(capability).find((one) => one.ordinal.compare(ordinal) === 0);
    const versions = provider && this.documents.find(provider.package);
    if (!provider || versions === undefined || versions === "missing") return undefined;
    const providing = versionsWhere(
      versions,
      ({ manifest }) => manifest?.larder?.provides?.[name] === provider.provides,
    );
    const cause: Cause = { type: "provider", capability, provider: provider.package };
    return [{ terms: [present(name, exactly(ordinal)), negate(present(provider.package, providing))], cause }];
  }

  #incompatibilitiesOfPackage(versions: PackageVersions, version: SemVer): Incompatibility[] | undefined {
    const chosen = versions.byVersion.get(version.version);
    if (!chosen) return undefined;
    const found = this.#relationsOf(chosen).map((relation) => this.#translate(versions, relation));
    if (found.includes("unknown")) return undefined;
    const all = found.filter((one) => typeof one === "object");
    return hasSha512(chosen.manifest) ? all : [withoutSha512(versions), ...all];
  }

  /** Says `relation` for all versions of the package that have it, so that it is learned, and told, once. */
  #translate(versions: PackageVersions, relation: Relation): Incompatibility | "unknown" | undefined {
    const key = formatRelation(relation);
    const ofPackage = this.#translated.get(versions.name) ?? new Map<string, Incompatibility | "unknown" | undefined>();
    this.#translated.set(versions.name, ofPackage);
    if (!ofPackage.has(key)) ofPackage.set(key, this.#translateOnce(versions, relation, key));
    return ofPackage.get(key);
  }

  #translateOnce(versions: PackageVersions, relation: Relation, key: string): Incompatibility | "unknown" | undefined {
    const having = versionsWhere(versions, (version) =>
      this.#relationsOf(version).some((other) => formatRelation(other) === key),
    );
    return translateRelation(present(versions.name, having), relation, this);
  }

  #relationsOf({ manifest }: ExistingVersion): readonly Relation[] {
    if (!manifest) return [];
    const known = this.#relations.get(manifest);
    if (known) return known;
    const relations = listRelations(manifest, this.request);
    this.#relations.set(manifest, relations);
    return relations;
  }
}

function readLockedProviders({ locked }: ResolveRequest): ReadonlyMap<string, string | undefined> {
  const names = new Map(locked?.nodes.map(({ id, name }) => [id, name]));
  return new Map(locked?.capabilities.map(({ name, by }) => [name, names.get(by)]));
}

function withoutSha512(versions: PackageVersions): Incompatibility {
  const unverifiable = versionsWhere(versions, ({ manifest }) => manifest !== undefined && !hasSha512(manifest));
  return {
    terms: [present(versions.name, unverifiable)],
    cause: { type: "unusable", name: versions.name, reason: "carries no sha512 integrity" },
  };
}
