import { isRange } from "@larder/package-spec";

import { isAnyRange } from "../singletons/wanted-set.ts";
import { rangeOf } from "./fits.ts";
import type { LibraryEdge, LibraryNode, LibraryPeer } from "./library-node.ts";
import type { OpenPeers } from "./open-peers.ts";

/** Whoever answers the open peers of a package. */
type Surroundings = { see(name: string): Placement | undefined };

/** All placements of one graph, so that a package without open peers has only one. */
export class Placements {
  readonly #open: OpenPeers;
  readonly #fixed = new Map<LibraryNode, Placement>();
  readonly #host: Surroundings;

  constructor(open: OpenPeers, host: (name: string) => LibraryNode | undefined) {
    this.#open = open;
    this.#host = {
      see: (name) => {
        const node = host(name);
        return node && this.inHost(node);
      },
    };
  }

  /** Returns `node` as the host sees it: the only place of a singleton. */
  inHost(node: LibraryNode): Placement {
    const known = this.#fixed.get(node);
    if (known) return known;
    const placement = new Placement({ node, around: this.#host, above: [], all: this });
    this.#fixed.set(node, placement);
    return placement;
  }

  /** Returns `node` below `asker`. Where `node` already stands above itself, that one is meant: this ends cycles. */
  below(asker: Placement, node: LibraryNode): Placement {
    if (node.kind === "singleton" || !this.#open.has(node)) return this.inHost(node);
    const again = [...asker.above, asker].find((placement) => placement.node === node);
    return again ?? new Placement({ node, around: asker, above: [...asker.above, asker], all: this });
  }

  openNames(node: LibraryNode): readonly string[] {
    return this.#open.get(node) ?? [];
  }
}

/** A package as it stands in one place: what it asks of its surroundings is answered there. */
export class Placement {
  readonly node: LibraryNode;
  readonly above: readonly Placement[];
  readonly #around: Surroundings;
  readonly #all: Placements;
  readonly #children = new Map<string, Placement>();
  #answers: ReadonlyMap<string, Placement> | undefined;

  constructor(at: {
    readonly node: LibraryNode;
    readonly around: Surroundings;
    readonly above: readonly Placement[];
    readonly all: Placements;
  }) {
    this.node = at.node;
    this.above = at.above;
    this.#around = at.around;
    this.#all = at.all;
  }

  /** Open peer → who answers it. Made when first asked for, since neighbours may look at each other. */
  get answers(): ReadonlyMap<string, Placement> {
    if (this.#answers) return this.#answers;
    const answers = new Map<string, Placement>();
    this.#answers = answers;
    for (const name of this.#all.openNames(this.node)) {
      const seen = this.#around.see(name);
      const peer = this.node.peers.find(({ alias }) => alias === name);
      if (seen && (!peer || isAnswer(seen, peer))) answers.set(name, seen);
    }
    return answers;
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

  /** Returns what a dependency of this package finds under `name`. */
  see(name: string): Placement | undefined {
    if (name === this.node.name) return this;
    const edge = this.node.edges.get(name);
    const seen = edge ? this.child(edge) : this.answers.get(name);
    if (seen) return seen === "provided" ? undefined : seen;
    const own = this.node.ownPeers.get(name);
    const answered = own && this.child(own);
    return answered === "provided" ? undefined : answered;
  }
}

/** What stands there in another version is no answer. */
function isAnswer({ node }: Placement, { wanted }: LibraryPeer): boolean {
  return !isRange(wanted) || isAnyRange(wanted) || rangeOf(wanted).test(node.chosen.semver);
}
