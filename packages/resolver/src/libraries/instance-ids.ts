import { compareText } from "../compare-text.ts";
import type { NodeId } from "../resolution.ts";
import type { LibraryNode } from "./library-node.ts";
import type { Placement } from "./placement.ts";
import type { WorkBudget } from "../work-budget.ts";

/**
 * Packages that are peers of many others, in circles, may make instances without end in sight, whose ids
 * contain each other: each letter is worth this many steps. All ids of a host of 4,000 packages take six
 * million.
 */
const stepsPerLetter = 10;

type Visit = { index: number; low: number; isOpen: boolean };

/**
 * Names instances: `name@version`, the scopes of the overrides that make them other instances in brackets,
 * and the instances that answer its peers in parentheses.
 *
 * A singleton never stands in parentheses, since there is only one. Packages that are peers of each
 * other are named as one group: inside the group without parentheses, and each with everything
 * that answers the group from outside. So a name is finite, and depends on nothing but the graph.
 */
export class InstanceIds {
  readonly #nameOf: (node: LibraryNode) => NodeId;
  readonly #budget: WorkBudget;
  readonly #ids = new Map<Placement, NodeId>();
  readonly #visits = new Map<Placement, Visit>();
  readonly #path: Placement[] = [];

  /** `nameOf` names a package by its version and the overrides that matter to it; each id that is made spends of `budget`. */
  constructor(nameOf: (node: LibraryNode) => NodeId, budget: WorkBudget) {
    this.#nameOf = nameOf;
    this.#budget = budget;
  }

  /** Returns the id of `placement`. */
  get(placement: Placement): NodeId {
    if (placement.answers.size === 0) return this.#nameOf(placement.node);
    const known = this.#ids.get(placement);
    if (known) return known;
    this.#visit(placement);
    const id = this.#ids.get(placement);
    if (!id) throw new Error(`No id was made for ${placement.node.key}`);
    return id;
  }

  /** Tarjan's search for groups that reach each other. */
  #visit(placement: Placement): Visit {
    const visit: Visit = { index: this.#visits.size, low: this.#visits.size, isOpen: true };
    this.#visits.set(placement, visit);
    this.#path.push(placement);
    for (const peer of peersOf(placement)) {
      const seen = this.#visits.get(peer);
      if (!seen) visit.low = Math.min(visit.low, this.#visit(peer).low);
      else if (seen.isOpen) visit.low = Math.min(visit.low, seen.index);
    }
    if (visit.low === visit.index) this.#name(this.#path.splice(this.#path.indexOf(placement)));
    return visit;
  }

  #name(group: readonly Placement[]): void {
    for (const member of group) {
      const visit = this.#visits.get(member);
      if (visit) visit.isOpen = false;
    }
    const members = new Set(group);
    const outside = group
      .flatMap(peersOf)
      .filter((peer) => !members.has(peer))
      .map((peer) => this.#ids.get(peer) ?? this.#nameOf(peer.node));
    const inside = group.map(({ node }) => this.#nameOf(node));
    for (const member of group) {
      const own = this.#nameOf(member.node);
      const shown = [...outside, ...inside.filter((name) => name !== own)];
      const suffix = [...new Set(shown)].toSorted(compareText).map((id) => `(${id})`);
      const id = `${own}${suffix.join("")}`;
      this.#budget.spend(stepsPerLetter * id.length);
      this.#ids.set(member, id);
    }
  }
}

function peersOf({ answers }: Placement): Placement[] {
  return [...answers.values()].filter((peer) => peer.node.kind === "library");
}
