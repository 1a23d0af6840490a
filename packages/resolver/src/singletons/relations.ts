import { type AbbreviatedManifest, listBundledDependencies } from "@larder/packument";

import { compareText } from "../compare-text.ts";
import { applyOverride } from "../overrides/overrides.ts";
import type { ResolveRequest } from "../request.ts";

/** One thing that a version of a singleton says about others. */
export type Relation = {
  readonly type: "requires" | "peer" | "dependency" | "conflicts" | "engine";
  /** Package, `capability:<name>`, or `larder` for the core. */
  readonly target: string;
  readonly wanted: string;
  readonly optional: boolean;
  /** Did the host replace what the package says? */
  readonly isOverridden: boolean;
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
  const relations = [
    ...(engine === undefined ? [] : [relation("engine", "larder", engine)]),
    ...listRequires(manifest, request),
    ...listPeers(manifest).map(({ alias, wanted, optional }) =>
      overridable("peer", { target: alias, wanted, optional }, manifest, request),
    ),
    ...listDependencies(manifest, request),
    ...Object.entries(manifest.larder?.conflicts ?? {}).map(([target, wanted]) =>
      relation("conflicts", target, wanted),
    ),
  ];
  return relations.toSorted((a, b) => compareText(formatRelation(a), formatRelation(b)));
}

function relation(type: Relation["type"], target: string, wanted: string, optional = false): Relation {
  return { type, target, wanted, optional, isOverridden: false };
}

function overridable(
  type: Relation["type"],
  said: Pick<Relation, "target" | "wanted" | "optional">,
  manifest: AbbreviatedManifest,
  request: ResolveRequest,
): Relation {
  const wanted = applyOverride(request, manifest, said.target, said.wanted);
  return { ...said, type, wanted, isOverridden: wanted !== said.wanted };
}

function listRequires(manifest: AbbreviatedManifest, request: ResolveRequest): Relation[] {
  return Object.entries(manifest.larder?.requires ?? {}).map(([target, spec]) => {
    const { wanted, optional } = readRequirement(spec);
    if (target.startsWith(capabilityPrefix)) return relation("requires", target, wanted, optional);
    return overridable("requires", { target, wanted, optional }, manifest, request);
  });
}

/** Returns what an entry of `larder.requires` asks for. One of a foreign registry may be anything: then its JSON, which nothing answers. */
export function readRequirement(spec: unknown): { readonly wanted: string; readonly optional: boolean } {
  if (typeof spec === "string") return { wanted: spec, optional: false };
  const { version, optional } = (spec ?? {}) as { readonly version?: unknown; readonly optional?: unknown };
  return { wanted: typeof version === "string" ? version : JSON.stringify(spec), optional: optional === true };
}

function listDependencies(manifest: AbbreviatedManifest, request: ResolveRequest): Relation[] {
  const { dependencies, optionalDependencies } = manifest;
  const bundled = new Set(listBundledDependencies(manifest));
  const entries = Object.entries({ ...dependencies, ...optionalDependencies });
  return entries
    .filter(([target]) => !bundled.has(target))
    .map(([target, text]) => {
      const optional = optionalDependencies?.[target] !== undefined;
      return overridable("dependency", { target, wanted: text, optional }, manifest, request);
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
export function formatRelation({ type, target, wanted, optional, isOverridden }: Relation): string {
  return `${type} ${target} ${wanted} ${optional} ${isOverridden}`;
}
