import type { PackageName } from "@larder/package-spec";

import type { Overrides, OverridesInForce } from "../overrides/overrides.ts";
import type { PackageVersion } from "../package-versions.ts";
import type { WorkBudget } from "../work-budget.ts";
import type { LibraryNode } from "./library-node.ts";

/** How a node came into its graph. */
export type LibraryOrigin = Pick<LibraryNode, "kind" | "versions" | "parent" | "declaredIn"> & {
  /** The overrides that hold for the package that it stands below; none above what stands in the host. */
  readonly above?: OverridesInForce | undefined;
};

/**
 * Overrides with parents may make packages without end in sight of a few that stand below each other in many ways. Each
 * place of a package in which others hold is worth this many steps, and one for each letter that tells it apart: a
 * host of 3,000 packages with fifty such overrides takes three million.
 */
const stepsPerPlace = 200;

/** To find what holds below an edge takes about as long as this many steps for each scope that holds there. */
const stepsPerScope = 5;

/** The nodes of one graph: a version of a package once for each set of overrides that reaches it from above. */
export class LibraryNodes {
  readonly byPlaceKey: Map<string, LibraryNode> = new Map<string, LibraryNode>();
  readonly #overrides: Overrides;
  readonly #budget: WorkBudget;
  readonly #versions = new Map<string, PackageVersion[]>();

  constructor(overrides: Overrides, budget: WorkBudget) {
    this.#overrides = overrides;
    this.#budget = budget;
  }

  /** Returns the node of `chosen` below `above`: the one that is there, or a new one without edges. */
  add(name: PackageName, chosen: PackageVersion, { above, ...from }: LibraryOrigin): LibraryNode {
    const { version } = chosen;
    const key = `${name}@${version}`;
    const overrides = this.#overrides.inForce({ name, version }, above);
    this.#budget.spend(stepsPerScope * overrides.scopes.length);
    const placeKey = `${key}${overrides.key}`;
    const known = this.byPlaceKey.get(placeKey);
    if (known) return known;
    if (placeKey !== key) this.#budget.spend(stepsPerPlace + overrides.key.length);
    const node: LibraryNode = {
      ...from,
      key,
      placeKey,
      name,
      chosen,
      overrides,
      edges: new Map(),
      peers: [],
      ownPeers: new Map(),
      isExpanded: false,
    };
    this.byPlaceKey.set(placeKey, node);
    const versions = this.#versions.get(name);
    if (!versions) this.#versions.set(name, [chosen]);
    else if (!versions.includes(chosen)) versions.push(chosen);
    return node;
  }

  /** Returns the versions of `name` that are in the graph, in the order in which they came. */
  versionsOf(name: PackageName): readonly PackageVersion[] {
    return this.#versions.get(name) ?? [];
  }
}
