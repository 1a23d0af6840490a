import { compareText } from "../compare-text.ts";
import type { NodeId } from "../resolution.ts";
import type { Placement } from "./placement.ts";

type Visit = { index: number; low: number; isOpen: boolean };

/**
 * Names instances: `name@version`, with the instances that answer its peers in parentheses.
 *
 * A singleton never stands in parentheses, since there is only one. Packages that are peers of each
 * other are named as one group: inside the group by `name@version` alone, and each with everything
 * that answers the group from outside. So a name is finite, and depends on nothing but the graph.
 */
export class InstanceIds {
  readonly #ids = new Map<Placement, NodeId>();
  readonly #visits = new Map<Placement, Visit>();
  readonly #path: Placement[] = [];

  /** Returns the id of `placement`. */
  get(placement: Placement): NodeId {
    if (placement.answers.size === 0) return placement.node.key;
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
      .map((peer) => this.#ids.get(peer) ?? peer.node.key);
    const inside = group.map(({ node }) => node.key);
    for (const member of group) {
      const shown = [...outside, ...inside.filter((key) => key !== member.node.key)];
      const suffix = [...new Set(shown)].toSorted(compareText).map((id) => `(${id})`);
      this.#ids.set(member, `${member.node.key}${suffix.join("")}`);
    }
  }
}

function peersOf({ answers }: Placement): Placement[] {
  return [...answers.values()].filter((peer) => peer.node.kind === "library");
}
