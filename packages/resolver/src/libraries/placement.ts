import { parseAsked } from "../asked.ts";
import { fits } from "./fits.ts";
import type { LibraryEdge, LibraryNode, LibraryPeer } from "./library-node.ts";
import { findOpenPeers, type OpenPeer, type OpenPeers } from "./open-peers.ts";
import type { SameNodes } from "./same-nodes.ts";

/** Whoever answers the open peers of a package. */
type Surroundings = {
  see(name: string): Placement | undefined;
  /** Is it the host itself that answers, or would have to? */
  isAnsweredByHost(name: string): boolean;
};

/** All placements of one graph, so that a package without open peers has only one. */
export class Placements {
  readonly #same: SameNodes;
  readonly #open: OpenPeers;
  readonly #fixed = new Map<LibraryNode, Placement>();
  readonly #host: Surroundings;

  constructor(same: SameNodes, host: (name: string) => LibraryNode | undefined) {
    this.#same = same;
    this.#open = findOpenPeers(same);
    this.#host = {
      see: (name) => {
        const node = host(name);
        return node && this.inHost(node);
      },
      isAnsweredByHost: () => true,
    };
  }

  /** Returns a node as the host sees it: the only place of a singleton. */
  inHost(anyNode: LibraryNode): Placement {
    const node = this.#same.one(anyNode);
    const known = this.#fixed.get(node);
    if (known) return known;
    const placement = new Placement({ node, around: this.#host, above: undefined, all: this });
    this.#fixed.set(node, placement);
    return placement;
  }

  /** Returns a node below `asker`. Where it already stands above itself, that one is meant: this ends cycles. */
  below(asker: Placement, anyNode: LibraryNode): Placement {
    const node = this.#same.one(anyNode);
    if (node.kind === "singleton" || !this.#open.has(node)) return this.inHost(node);
    for (let above: Placement | undefined = asker; above; above = above.above) {
      if (above.node === node) return above;
    }
    return new Placement({ node, around: asker, above: asker, all: this });
  }

  openPeers(node: LibraryNode): readonly OpenPeer[] {
    return this.#open.get(node) ?? [];
  }
}

/** A package as it stands in one place: what it asks of its surroundings is answered there. */
export class Placement implements Surroundings {
  readonly node: LibraryNode;
  readonly above: Placement | undefined;
  readonly #around: Surroundings;
  readonly #all: Placements;
  readonly #children = new Map<string, Placement>();
  #answers: ReadonlyMap<string, Placement> | undefined;

  constructor(at: {
    readonly node: LibraryNode;
    readonly around: Surroundings;
    readonly above: Placement | undefined;
    readonly all: Placements;
  }) {
    this.node = at.node;
    this.above = at.above;
    this.#around = at.around;
    this.#all = at.all;
  }

  /** Open peer → what stands for it around here. Made when first asked for, since neighbours may look at each other. */
  get answers(): ReadonlyMap<string, Placement> {
    if (this.#answers) return this.#answers;
    const answers = new Map<string, Placement>();
    this.#answers = answers;
    for (const { name, isPassedOn } of this.#all.openPeers(this.node)) {
      const seen = this.#around.see(name);
      const isHidden = !isPassedOn || this.node.ownPeers.has(name);
      if (seen && (!isHidden || this.#isFit(name, seen))) answers.set(name, seen);
    }
    return answers;
  }

  /** Returns what answers a peer of this package. What stands there in another version is no answer. */
  answerTo({ alias }: LibraryPeer): Placement | undefined {
    const answer = this.answers.get(alias);
    return answer && this.#isFit(alias, answer) ? answer : undefined;
  }

  /** Is a peer of this package the host's to answer, since nothing that stands between has the name? */
  isLeftToHost(name: string): boolean {
    return this.#around.isAnsweredByHost(name);
  }

  isAnsweredByHost(name: string): boolean {
    if (name === this.node.name || this.node.edges.has(name) || this.#ownAnswer(name)) return false;
    return this.#around.isAnsweredByHost(name);
  }

  /** Returns what `edge` leads to from here. */
  child(edge: LibraryEdge): Placement | "provided" {
    if (edge.to === "provided") return "provided";
    const known = this.#children.get(edge.alias);
    if (known) return known;
    const placement = this.#all.below(this, edge.to);
    this.#children.set(edge.alias, placement);
    return placement;
  }

  /** Returns what a dependency of this package finds under `name`: also what does not fit the package itself. */
  see(name: string): Placement | undefined {
    if (name === this.node.name) return this;
    const edge = this.node.edges.get(name) ?? this.#ownAnswer(name);
    if (!edge) return this.answers.get(name);
    const child = this.child(edge);
    return child === "provided" ? undefined : child;
  }

  /** What the package has for itself counts where nothing around it fits. */
  #ownAnswer(name: string): LibraryEdge | undefined {
    const own = this.node.ownPeers.get(name);
    const around = own && this.answers.get(name);
    return around && this.#isFit(name, around) ? undefined : own;
  }

  #isFit(name: string, { node }: Placement): boolean {
    const peer = this.node.peers.find(({ alias }) => alias === name);
    const asked = peer && parseAsked(name, peer.wanted);
    if (!asked) return true;
    return asked.type === "registry" && fits(node.chosen, asked.wanted, node.versions);
  }
}
