import { isRange, type PackageName } from "@larder/package-spec";

import { parseAsked, parseWant, type RegistryAsked } from "../asked.ts";
import { compareText } from "../compare-text.ts";
import { existingVersions } from "../existing-versions.ts";
import { type Overrides, overridesOf } from "../overrides/overrides.ts";
import type { PackageVersion, PackageVersions } from "../package-versions.ts";
import type { Incompatibility } from "../pubgrub/incompatibility.ts";
import type { ResolveRequest } from "../request.ts";
import { listPeers } from "../singletons/relations.ts";
import { fits, rangeOf } from "./fits.ts";
import type { PeerAnswers } from "./joint-peers.ts";
import { demandSingleton, forbidOwner, limitSingleton, nearestOptional } from "./learn.ts";
import { type LibraryNode, type LibraryPeer, peerKind } from "./library-node.ts";
import { LibraryNodes } from "./library-nodes.ts";
import type { LibraryWorld } from "./library-world.ts";
import { type DependencyEntry, listDependencies, type RequestedEntry } from "./list-dependencies.ts";
import { pickForEdge } from "./pick-for-edge.ts";

/** What phase one has to know, and the optional edge without which it would not be so: `name@version alias`. */
export type Learned = { readonly incompatibility: Incompatibility; readonly optionalEdge: string | undefined };

/**
 * Picks a version for every edge between libraries, breadth first: by depth, then by the package that
 * asks, then by name. The order is part of the result, since a version that was picked is picked again.
 */
export class LibraryGraph {
  /** Alias of a wanted library → what it gets. */
  readonly wanted: Map<string, LibraryNode> = new Map();
  /** Alias → what stands beside the host's wants, to answer peers. */
  readonly inHost: Map<string, LibraryNode> = new Map();
  /** What phase one has to know before this can be solved. */
  readonly learned: Learned[] = [];
  /** Optional edges that have to go. */
  readonly toDrop: string[] = [];
  readonly #world: LibraryWorld;
  readonly #overrides: Overrides;
  readonly #nodes: LibraryNodes;
  /** What an entry of a package got once, it gets wherever the package stands, or those would not be the same. */
  readonly #picked = new Map<string, PackageVersion | string>();

  constructor(world: LibraryWorld) {
    this.#world = world;
    this.#overrides = overridesOf(world.request);
    this.#nodes = new LibraryNodes(this.#overrides, world.budget);
    const first: LibraryNode[] = [];
    for (const [name, chosen] of [...world.singletons].toSorted(([a], [b]) => compareText(a, b))) {
      first.push(this.#singletonNode(name, chosen));
    }
    for (const want of world.request.wants.toSorted((a, b) => compareText(a.alias, b.alias))) {
      const { alias, wanted, declaredIn } = want;
      const asked = parseWant(world.request, want);
      if (asked.type !== "registry" || world.singletons.has(asked.name)) continue;
      const entry: RequestedEntry = { alias, wanted, kind: "prod", declaredIn };
      const node = this.#meetRegistry(undefined, entry, asked, world.answered.get(alias)?.chosen);
      if (!node) continue;
      this.wanted.set(alias, node);
      first.push(node);
    }
    this.#expand([...first, ...this.#placeInHost(world.answered)]);
  }

  /** Every node by its place key. */
  get nodes(): ReadonlyMap<string, LibraryNode> {
    return this.#nodes.byPlaceKey;
  }

  /** Puts `answers` beside the host's wants, where every package sees them. */
  answerInHost(answers: PeerAnswers): void {
    this.#expand(this.#placeInHost(answers));
  }

  /** Gives `node` its own answer to `peer`, which nobody above it answers: `version` where that is known. */
  answerAlone(node: LibraryNode, peer: LibraryPeer, version: PackageVersion | undefined): void {
    const entry: DependencyEntry = { alias: peer.alias, wanted: peer.wanted, kind: peerKind(peer) };
    const to = this.#meet(node, entry, version);
    if (!to) return;
    node.ownPeers.set(peer.alias, { ...entry, to });
    if (to !== "provided") this.#expand([to]);
  }

  /** Returns the versions of `name` to take again: what is locked, or else what is there already. */
  preferred(name: PackageName): ReadonlySet<string> {
    const locked = this.#world.locked.ofName(name);
    return locked.size > 0 ? locked : new Set(this.#nodes.versionsOf(name).map(({ version }) => version));
  }

  #placeInHost(answers: PeerAnswers): LibraryNode[] {
    const inOrder = [...answers].filter(([alias]) => !this.wanted.has(alias)).toSorted(([a], [b]) => compareText(a, b));
    return inOrder.flatMap(([alias, { name, chosen, by }]) => {
      const versions = this.#versionsOf(name);
      if (!versions) return [];
      const parent = by && { node: by, alias, isOptional: false };
      const node = this.#nodes.add(name, chosen, { kind: "library", versions, parent, declaredIn: undefined });
      this.inHost.set(alias, node);
      return [node];
    });
  }

  #expand(first: readonly LibraryNode[]): void {
    let level = first;
    while (level.length > 0) {
      const next: LibraryNode[] = [];
      for (const node of level.toSorted((a, b) => compareText(a.placeKey, b.placeKey))) {
        if (this.#world.budget.isSpent) return;
        if (!node.isExpanded) next.push(...this.#expandNode(node));
      }
      level = next;
    }
  }

  #expandNode(node: LibraryNode): LibraryNode[] {
    node.isExpanded = true;
    const reached: LibraryNode[] = [];
    for (const entry of listDependencies(node.chosen.manifest)) {
      const wanted = this.#take(node, entry);
      if (this.#isLeftOut(node, entry)) continue;
      const to = this.#meet(node, { ...entry, wanted });
      if (!to) continue;
      node.edges.set(entry.alias, { kind: entry.kind, alias: entry.alias, wanted, to });
      if (to !== "provided") reached.push(to);
    }
    for (const peer of listPeers(node.chosen.manifest)) {
      this.#meetPeer(node, { ...peer, wanted: this.#take(node, peer) });
    }
    return reached;
  }

  /** Returns what an entry of `node` asks for, with the overrides that hold there. */
  #take({ overrides }: LibraryNode, { alias, wanted }: Pick<DependencyEntry, "alias" | "wanted">): string {
    return this.#overrides.take(alias, wanted, overrides);
  }

  /** An optional edge stays out when something below it cannot be had, and as long as the lock leaves it out. */
  #isLeftOut({ key }: LibraryNode, { alias, kind }: DependencyEntry): boolean {
    const { dropped, locked } = this.#world;
    return kind === "optional" && (dropped.has(`${key} ${alias}`) || locked.isLeftOut(key, alias));
  }

  /** Answers a peer that is the host's matter; leaves the others to whoever asks for `node`. */
  #meetPeer(node: LibraryNode, peer: LibraryPeer): void {
    const { alias, wanted, optional } = peer;
    const entry: DependencyEntry = { alias, wanted, kind: peerKind(peer) };
    if (this.#world.request.provided.includes(alias as PackageName)) {
      const to = this.#meet(node, entry);
      if (to) node.edges.set(alias, { ...entry, to });
      return;
    }
    const asked = parseAsked(alias, wanted);
    if (asked.type === "exotic") {
      if (!optional) this.#fail(node, entry, `cannot be had: ${asked.reason}`);
      return;
    }
    const singleton = this.#singletonFor(node, entry, asked, optional);
    if (singleton) node.edges.set(alias, { ...entry, to: singleton });
    else if (singleton === undefined) node.peers.push(peer);
  }

  /** Returns the singleton that answers a peer, nothing for a library; `null` when it is a singleton and does not answer. */
  #singletonFor(
    node: LibraryNode,
    entry: DependencyEntry,
    asked: RegistryAsked,
    optional: boolean,
  ): LibraryNode | null | undefined {
    const selected = this.#world.singletons.get(asked.name);
    if (this.#world.documents.find(asked.name) === "missing") {
      if (!optional) this.#fail(node, entry, `does not exist in \`${this.#world.request.registry}\``);
      return null;
    }
    if (!selected) {
      if (this.#world.isSingleton(asked.name) !== true) return undefined;
      if (!optional) this.#learn(node, entry, demandSingleton(node, entry, asked, this.#versionsOf(asked.name)));
      return null;
    }
    const versions = this.#versionsOf(asked.name);
    if (versions && fits(selected, asked.wanted, versions)) return this.#singletonNode(asked.name, selected);
    this.#learn(node, entry, limitSingleton(node, entry, asked, versions));
    return null;
  }

  #meet(node: LibraryNode, entry: DependencyEntry, version?: PackageVersion): LibraryNode | "provided" | undefined {
    const { request } = this.#world;
    if (request.provided.includes(entry.alias as PackageName)) {
      if (isRangeOfCore(entry.wanted, request)) return "provided";
      return this.#fail(node, entry, `the core answers as ${request.coreVersion}`);
    }
    const asked = parseAsked(entry.alias, entry.wanted);
    if (asked.type === "exotic") return this.#fail(node, entry, `cannot be had: ${asked.reason}`);
    return this.#meetRegistry(node, entry, asked, version);
  }

  #meetRegistry(
    node: LibraryNode | undefined,
    entry: RequestedEntry,
    asked: RegistryAsked,
    version?: PackageVersion,
  ): LibraryNode | undefined {
    const { request, singletons } = this.#world;
    const versions = this.#offeredFor(asked);
    if (versions === undefined) return undefined;
    if (versions === "missing") return this.#fail(node, entry, `does not exist in \`${request.registry}\``);

    const singleton = singletons.get(asked.name);
    if (singleton && fits(singleton, asked.wanted, versions)) return this.#singletonNode(asked.name, singleton);
    if (request.shared.includes(asked.name)) {
      this.#learn(node, entry, demandSingleton(node, entry, asked, versions));
      return undefined;
    }
    const picked = version ?? this.#pick(node, entry, asked, versions);
    if (typeof picked === "string") return this.#fail(node, entry, picked);
    const parent = node && { node, alias: entry.alias, isOptional: entry.kind === "optional" };
    const above = node?.overrides;
    return this.#nodes.add(asked.name, picked, {
      kind: "library",
      versions,
      parent,
      declaredIn: entry.declaredIn,
      above,
    });
  }

  /**
   * A package that the host gives itself is taken where it fits, or refused there; a library that needs
   * another version gets it from a registry.
   */
  #offeredFor({ name, wanted }: RegistryAsked): PackageVersions | "missing" | undefined {
    const { documents, singletons } = this.#world;
    const versions = documents.find(name);
    if (versions === undefined || versions === "missing" || singletons.has(name)) return versions;
    if (!documents.isGiven(name) || existingVersions(versions).some((version) => fits(version, wanted, versions)))
      return versions;
    return documents.findServed(name);
  }

  /** Returns the version for an edge, or the reason why there is none. */
  #pick(
    node: LibraryNode | undefined,
    { alias, kind }: RequestedEntry,
    asked: RegistryAsked,
    versions: PackageVersions,
  ): PackageVersion | string {
    const parent = node?.key ?? "";
    const key = `${parent} ${alias} ${asked.text}`;
    const known = this.#picked.get(key);
    if (known !== undefined) return known;
    const chosen = this.#nodes.versionsOf(asked.name);
    const edge = { parent, alias, isOptional: kind === "optional", asked, versions, chosen };
    const picked = pickForEdge(edge, this.#world);
    this.#picked.set(key, picked);
    return picked;
  }

  #fail(node: LibraryNode | undefined, entry: RequestedEntry, reason: string): undefined {
    if (entry.kind === "optional") return undefined;
    const optional = nearestOptional(node);
    if (optional) this.toDrop.push(optional);
    else this.#learn(node, entry, forbidOwner(node, entry, reason));
    return undefined;
  }

  #learn(node: LibraryNode | undefined, entry: RequestedEntry, incompatibility: Incompatibility): void {
    const optionalEdge = entry.kind === "optional" && node ? `${node.key} ${entry.alias}` : nearestOptional(node);
    this.learned.push({ incompatibility, optionalEdge });
  }

  #singletonNode(name: PackageName, chosen: PackageVersion): LibraryNode {
    const versions = this.#versionsOf(name);
    if (!versions) throw new Error(`${name} was chosen without its document`);
    return this.#nodes.add(name, chosen, { kind: "singleton", versions, parent: undefined, declaredIn: undefined });
  }

  #versionsOf(name: PackageName): PackageVersions | undefined {
    const versions = this.#world.documents.find(name);
    return versions === "missing" ? undefined : versions;
  }
}

function isRangeOfCore(wanted: string, { coreVersion }: ResolveRequest): boolean {
  return isRange(wanted) && rangeOf(wanted).test(coreVersion);
}
