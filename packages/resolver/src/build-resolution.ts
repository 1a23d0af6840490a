import { readSignatures, unusualTarballPath } from "@larder/packument";
import { findSha512, isRange, type PackageName, satisfies, type Version } from "@larder/package-spec";

import { parseAsked, parseWant } from "./asked.ts";
import { compareText } from "./compare-text.ts";
import type { KnownDocuments } from "./known-documents.ts";
import type { Instance, Instances } from "./libraries/instances.ts";
import type { LibraryNode } from "./libraries/library-node.ts";
import { readNodeFacts } from "./node-facts.ts";
import { canonicalPolicy } from "./policy/canonical-policy.ts";
import { asksAnything } from "./policy/policy-judge.ts";
import type { ResolveRequest } from "./request.ts";
import type { Edge, NodeId, NodeSource, Resolution, ResolvedNode, RootWant } from "./resolution.ts";
import { capabilityPrefix, listRelations } from "./singletons/relations.ts";

/** What both phases found. */
export type Found = {
  readonly nodes: ReadonlyMap<string, LibraryNode>;
  /** Alias → library that the host wants. */
  readonly wanted: ReadonlyMap<string, LibraryNode>;
  readonly instances: Instances;
  /** Capability → the package that provides it. */
  readonly providers: ReadonlyMap<string, PackageName>;
  readonly documents: KnownDocuments;
};

/** Returns the answer as it stands in a lock: sorted, and only with what the host's wants reach. */
export function buildResolution(request: ResolveRequest, found: Found): Resolution {
  const singletons = new Map(
    [...found.nodes.values()].filter(({ kind }) => kind === "singleton").map((node) => [node.name, node]),
  );
  const idOf = (name: PackageName): NodeId | undefined => {
    const node = singletons.get(name);
    return node && found.instances.idInHost(node);
  };
  const wants = listWants(request, found, idOf);
  const nodes = new Map<NodeId, ResolvedNode>();
  for (const instance of found.instances.byId.values()) {
    const edges = instance.node.kind === "singleton" ? listRequires(instance, request, found, idOf) : [];
    nodes.set(instance.id, describeNode(instance, edges, sourceOf(instance.node, request, found)));
  }

  const reached = reachedFrom(
    wants.map(({ to }) => to),
    nodes,
  );
  return {
    coreVersion: request.coreVersion,
    overrides: request.overrides,
    ...extensionsOf(request),
    ...policyOf(request),
    shared: [...new Set(request.shared)].toSorted(compareText),
    wants,
    nodes: [...nodes.values()].filter(({ id }) => reached.has(id)).toSorted((a, b) => compareText(a.id, b.id)),
    capabilities: listCapabilities([...nodes.values()].filter(({ id }) => reached.has(id))),
  };
}

function extensionsOf({ extensions = {} }: ResolveRequest): Pick<Resolution, "extensions"> {
  return Object.keys(extensions).length > 0 ? { extensions } : {};
}

/** Time matters only to a minimum age; anything else gives the same lock every day. */
function policyOf({ policy, asOf }: ResolveRequest): Pick<Resolution, "policy" | "asOf"> {
  if (!policy || !asksAnything(policy)) return {};
  return { policy: canonicalPolicy(policy), ...(policy.minimumAgeMs > 0 && asOf !== undefined ? { asOf } : {}) };
}

function listWants(request: ResolveRequest, found: Found, idOf: (name: PackageName) => NodeId | undefined): RootWant[] {
  return request.wants
    .map((want) => {
      const { alias, wanted } = want;
      const library = found.wanted.get(alias);
      const asked = parseWant(request, want);
      const to = library ? found.instances.idInHost(library) : asked.type === "registry" && idOf(asked.name);
      if (!to) throw new Error(`Nothing answers the want ${alias}`);
      return { alias, wanted, to };
    })
    .toSorted((a, b) => compareText(a.alias, b.alias));
}

/** Edges of `larder.requires`. One that is optional has an edge when its target is there. */
function listRequires(
  { node }: Instance,
  request: ResolveRequest,
  found: Found,
  idOf: (name: PackageName) => NodeId | undefined,
): Edge[] {
  return listRelations(node.chosen.manifest, request).flatMap(({ type, target, wanted }): Edge[] => {
    if (type !== "requires") return [];
    if (request.provided.includes(target as PackageName))
      return [{ kind: "requires", alias: target, wanted, to: "provided" }];
    const to = target.startsWith(capabilityPrefix)
      ? providerOf(target.slice(capabilityPrefix.length), wanted, found, idOf)
      : idOf(requiredName(target, wanted));
    return to === undefined ? [] : [{ kind: "requires", alias: target, wanted, to }];
  });
}

function requiredName(target: string, wanted: string): PackageName {
  const asked = parseAsked(target, wanted);
  return asked.type === "registry" ? asked.name : (target as PackageName);
}

/** The chosen provider; for a capability that nobody had to choose, the first package that happens to fit. */
function providerOf(
  capability: string,
  wanted: string,
  { providers, nodes }: Found,
  idOf: (name: PackageName) => NodeId | undefined,
): NodeId | undefined {
  const chosen = providers.get(capability);
  if (chosen) return idOf(chosen);
  const fitting = [...nodes.values()]
    .filter(({ kind, chosen: { manifest } }) => {
      const provides = manifest.larder?.provides?.[`${capabilityPrefix}${capability}`];
      return (
        kind === "singleton" && provides !== undefined && isRange(wanted) && satisfies(provides as Version, wanted)
      );
    })
    .toSorted((a, b) => compareText(a.placeKey, b.placeKey))[0];
  return fitting && idOf(fitting.name);
}

function listCapabilities(nodes: readonly ResolvedNode[]): Resolution["capabilities"] {
  const byName = new Map<string, { wanted: Set<string>; by: NodeId }>();
  for (const { edges } of nodes) {
    for (const { alias, wanted, to } of edges) {
      if (!alias.startsWith(capabilityPrefix)) continue;
      const name = alias.slice(capabilityPrefix.length);
      const known = byName.get(name) ?? { wanted: new Set(), by: to };
      known.wanted.add(wanted);
      byName.set(name, known);
    }
  }
  return [...byName]
    .map(([name, { wanted, by }]) => ({ name, wanted: [...wanted].toSorted(compareText), by }))
    .toSorted((a, b) => compareText(a.name, b.name));
}

function describeNode({ id, node, edges }: Instance, requires: readonly Edge[], source: NodeSource): ResolvedNode {
  const { manifest, version } = node.chosen;
  const integrity = findSha512(manifest.dist.integrity ?? "");
  if (!integrity) throw new Error(`${node.key} was chosen without an integrity`);
  return {
    id,
    name: node.name,
    version,
    source,
    integrity,
    ...(source.type === "registry" ? signaturesOf(manifest) : {}),
    kind: node.kind,
    edges: [...edges, ...requires].toSorted((a, b) => compareText(a.alias, b.alias) || compareText(a.kind, b.kind)),
    ...readNodeFacts(manifest),
  };
}

function signaturesOf({ dist }: LibraryNode["chosen"]["manifest"]): Pick<ResolvedNode, "signatures"> {
  const signatures = readSignatures(dist);
  return signatures.length === 0 ? {} : { signatures };
}

function sourceOf({ name, chosen }: LibraryNode, { registry }: ResolveRequest, { documents }: Found): NodeSource {
  const given = documents.sourceOf(chosen);
  if (given) return given;
  const tarballPath = unusualTarballPath(name, chosen.version, chosen.manifest.dist.tarball);
  return { type: "registry", registry, ...(tarballPath === undefined ? {} : { tarballPath }) };
}

function reachedFrom(start: readonly NodeId[], nodes: ReadonlyMap<NodeId, ResolvedNode>): ReadonlySet<NodeId> {
  const reached = new Set<NodeId>();
  const open = [...start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    for (const { to } of nodes.get(id)?.edges ?? []) if (to !== "provided") open.push(to);
  }
  return reached;
}
