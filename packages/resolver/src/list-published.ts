import { isJsonObject } from "@larder/packument";

import type { Documents } from "./request.ts";
import type { NodeId, Resolution, ResolvedNode } from "./resolution.ts";

/**
 * Returns when each signed package of `resolution` that `locked` has not was published, ISO 8601: whoever knows the
 * registry's keys judges by it whether one of them was still in use. No lock holds it: what was judged once is locked.
 */
export function listPublished(
  resolution: Resolution,
  locked: Resolution | undefined,
  documents: Documents,
): { readonly [id: NodeId]: string } {
  const known = new Set(locked?.nodes.map(signedOf));
  const fresh = resolution.nodes.filter((node) => node.signatures !== undefined && !known.has(signedOf(node)));
  return Object.fromEntries(
    fresh.flatMap(({ id, name, version }): [NodeId, string][] => {
      const { time, larder } = documents.get(name) ?? {};
      const published = isJsonObject(time) ? time[version] : undefined;
      return typeof published === "string" && larder?.hasLatestTimes !== true ? [[id, published]] : [];
    }),
  );
}

function signedOf({ name, version, integrity, signatures }: ResolvedNode): string {
  return JSON.stringify([name, version, integrity, signatures]);
}
