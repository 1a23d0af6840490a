import type { PackageName } from "@larder/package-spec";

import { compareText } from "../compare-text.ts";
import type { PackageVersion } from "../package-versions.ts";
import type { LibraryGraph } from "./library-graph.ts";
import type { LibraryNode } from "./library-node.ts";

/** Lists the packages that stand in the host itself: its singletons, its libraries, and what answers peers beside them. */
export function listRoots(graph: LibraryGraph): LibraryNode[] {
  const singletons = [...graph.nodes.values()].filter(({ kind }) => kind === "singleton");
  const roots = new Set([...singletons, ...graph.wanted.values(), ...graph.inHost.values()]);
  return [...roots].toSorted((a, b) => compareText(a.placeKey, b.placeKey));
}

/** Returns what stands in the host under `name`. Its own libraries stand under the alias that they are wanted under. */
export function seenInHost(
  graph: LibraryGraph,
  singletons: ReadonlyMap<PackageName, PackageVersion>,
  name: string,
): LibraryNode | undefined {
  const wanted = graph.wanted.get(name);
  if (wanted) return wanted;
  const singleton = singletons.get(name as PackageName);
  return singleton ? graph.nodes.get(`${name}@${singleton.version}`) : graph.inHost.get(name);
}
