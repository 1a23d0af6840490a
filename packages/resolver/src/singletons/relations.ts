import type { AbbreviatedManifest } from "@larder/packument";

import { applyOverride } from "../overrides.ts";
import type { ResolveRequest } from "../request.ts";

/** One thing that a version of a singleton says about others. */
export type Relation = {
  readonly type: "requires" | "peer" | "dependency" | "conflicts" | "engine";
  /** Package, `capability:<name>`, or `larder` for the core. */
  readonly target: string;
  readonly wanted: string;
  readonly optional: boolean;
};

/** The prefix of a capability where a package could stand. */
export const capabilityPrefix = "capability:";

/**
 * Lists what `manifest` says about others, in one order.
 *
 * Peers that only `peerDependenciesMeta` names are optional ones onto any version, as npm, pnpm and bun
 * read them.
 */
export function listRelations(manifest: AbbreviatedManifest, request: ResolveRequest): Relation[] {
  const { name, larder, engines } = manifest;
  const relations: Relation[] = [];
  const add = (type: Relation["type"], target: string, text: string, optional = false): void => {
    const overridable = type !== "conflicts" && type !== "engine" && !target.startsWith(capabilityPrefix);
    const wanted = overridable ? applyOverride(request.overrides, name, target, text) : text;
    relations.push({ type, target, wanted, optional });
  };

  if (engines?.["larder"] !== undefined) add("engine", "larder", engines["larder"]);
  for (const [target, spec] of Object.entries(larder?.requires ?? {})) {
    if (typeof spec === "string") add("requires", target, spec);
    else add("requires", target, spec.version, spec.optional);
  }
  for (const { alias, wanted, optional } of listPeers(manifest)) add("peer", alias, wanted, optional);
  for (const [target, wanted] of Object.entries({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
    add("dependency", target, wanted, manifest.optionalDependencies?.[target] !== undefined);
  }
  for (const [target, wanted] of Object.entries(larder?.conflicts ?? {})) add("conflicts", target, wanted);
  return relations;
}

/** Lists the peers of `manifest`. One that is also a plain dependency is that dependency; itself is none. */
export function listPeers(
  manifest: AbbreviatedManifest,
): { readonly alias: string; readonly wanted: string; readonly optional: boolean }[] {
  const meta = manifest.peerDependenciesMeta ?? {};
  const declared = {
    ...Object.fromEntries(Object.keys(meta).map((name) => [name, "*"])),
    ...manifest.peerDependencies,
  };
  return Object.entries(declared)
    .filter(([alias]) => alias !== manifest.name && manifest.dependencies?.[alias] === undefined)
    .map(([alias, wanted]) => ({
      alias,
      wanted,
      optional: meta[alias]?.optional === true || manifest.peerDependencies?.[alias] === undefined,
    }));
}

/** Returns a text that is the same for relations that say the same. */
export function formatRelation({ type, target, wanted, optional }: Relation): string {
  return `${type} ${target} ${wanted} ${optional}`;
}
