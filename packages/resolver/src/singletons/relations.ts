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
  const engine = manifest.engines?.["larder"];
  return [
    ...(engine === undefined ? [] : [relation("engine", "larder", engine)]),
    ...listRequires(manifest, request),
    ...listPeers(manifest).map(({ alias, wanted, optional }) =>
      relation("peer", alias, applyOverride(request.overrides, manifest.name, alias, wanted), optional),
    ),
    ...listDependencies(manifest, request),
    ...Object.entries(manifest.larder?.conflicts ?? {}).map(([target, wanted]) =>
      relation("conflicts", target, wanted),
    ),
  ];
}

function relation(type: Relation["type"], target: string, wanted: string, optional = false): Relation {
  return { type, target, wanted, optional };
}

function listRequires({ name, larder }: AbbreviatedManifest, { overrides }: ResolveRequest): Relation[] {
  return Object.entries(larder?.requires ?? {}).map(([target, spec]) => {
    const { wanted, optional } = readRequirement(spec);
    if (target.startsWith(capabilityPrefix)) return relation("requires", target, wanted, optional);
    return relation("requires", target, applyOverride(overrides, name, target, wanted), optional);
  });
}

/** Returns what an entry of `larder.requires` asks for. One of a foreign registry may be anything: then its JSON, which nothing answers. */
export function readRequirement(spec: unknown): { readonly wanted: string; readonly optional: boolean } {
  if (typeof spec === "string") return { wanted: spec, optional: false };
  const { version, optional } = (spec ?? {}) as { readonly version?: unknown; readonly optional?: unknown };
  return { wanted: typeof version === "string" ? version : JSON.stringify(spec), optional: optional === true };
}

function listDependencies(manifest: AbbreviatedManifest, { overrides }: ResolveRequest): Relation[] {
  const { name, dependencies, optionalDependencies } = manifest;
  return Object.entries({ ...dependencies, ...optionalDependencies }).map(([target, text]) => {
    const isOptional = optionalDependencies?.[target] !== undefined;
    return relation("dependency", target, applyOverride(overrides, name, target, text), isOptional);
  });
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
    .filter(([alias]) => alias !== manifest.name && !isDependency(manifest, alias))
    .map(([alias, wanted]) => ({
      alias,
      wanted,
      optional: meta[alias]?.optional === true || manifest.peerDependencies?.[alias] === undefined,
    }));
}

function isDependency({ dependencies, optionalDependencies }: AbbreviatedManifest, alias: string): boolean {
  return dependencies?.[alias] !== undefined || optionalDependencies?.[alias] !== undefined;
}

/** Returns a text that is the same for relations that say the same. */
export function formatRelation({ type, target, wanted, optional }: Relation): string {
  return `${type} ${target} ${wanted} ${optional}`;
}
