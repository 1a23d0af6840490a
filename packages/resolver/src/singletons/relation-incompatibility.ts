import type { PackageName } from "@larder/package-spec";
import semver from "semver";

import { parseAsked, type RegistryAsked } from "../asked.ts";
import type { KnownDocuments } from "../known-documents.ts";
import type { Cause } from "../pubgrub/cause.ts";
import { corePackage, type Incompatibility } from "../pubgrub/incompatibility.ts";
import { both, isImpossible, negate, present, type Term } from "../pubgrub/term.ts";
import type { ResolveRequest } from "../request.ts";
import { complement, exactly, noVersions, union, type VersionSet } from "../versions/version-set.ts";
import type { Provider } from "./capabilities.ts";
import { capabilityPrefix, type Relation } from "./relations.ts";
import { rangeSet, wantedSet } from "./wanted-set.ts";

/** What it takes to know whom a relation is about. */
export type RelationWorld = {
  readonly request: ResolveRequest;
  readonly documents: KnownDocuments;
  isSingleton(name: PackageName): boolean | undefined;
  providersOf(capability: string): readonly Provider[];
};

/** Returns what `relation` of `holder` forbids; nothing when it is not about singletons, `unknown` when a document is not at hand. */
export function translateRelation(
  holder: Term,
  relation: Relation,
  world: RelationWorld,
): Incompatibility | "unknown" | undefined {
  const { type, target, wanted } = relation;
  if (type === "engine") return needsCore(holder, wanted);
  if (target.startsWith(capabilityPrefix)) {
    return type === "requires" ? needsCapability(holder, relation, world) : undefined;
  }
  if (world.request.provided.includes(target as PackageName)) return needsCore(holder, wanted);

  const asked = parseAsked(target, wanted);
  if (asked.type === "registry") return translateAsked(holder, relation, asked, world);
  return type === "dependency" ? undefined : cannotUse(holder, `asks for \`${target}\`, but ${asked.reason}`);
}

function translateAsked(
  holder: Term,
  relation: Relation,
  asked: RegistryAsked,
  world: RelationWorld,
): Incompatibility | "unknown" | undefined {
  const { type, wanted, optional, isOverridden } = relation;
  const from = holder.package as PackageName;
  const isRelevant = concernsSingleton(relation, asked.name, from, world);
  if (type === "engine" || isRelevant === false) return undefined;
  const versions = world.documents.find(asked.name);
  if (isRelevant === undefined || versions === undefined) return "unknown";

  const set = wantedSet(asked.wanted, versions);
  if (type === "conflicts") {
    return { terms: [holder, present(asked.name, set)], cause: { type, from, name: asked.name, wanted } };
  }
  const cause: Cause = {
    type: type === "dependency" ? "shared" : type,
    from,
    name: asked.name,
    wanted: asked.text,
    optional,
    isOverridden,
  };
  return forbidUnmet(holder, optional ? present(asked.name, complement(set)) : negate(present(asked.name, set)), cause);
}

/** What asks for another version of itself cannot be used: a host has one. */
function forbidUnmet(holder: Term, unmet: Term, cause: Cause): Incompatibility | undefined {
  if (holder.package !== unmet.package) return { terms: [holder, unmet], cause };
  const unusable = both(holder, unmet);
  return isImpossible(unusable) ? undefined : { terms: [unusable], cause };
}

/**
 * A dependency concerns singletons only when the host shares its target, a peer only when its target is
 * one, and a conflict only when it is with another package. An optional dependency is left out where it
 * cannot be met, which only the libraries can tell.
 */
function concernsSingleton(
  { type, optional }: Relation,
  name: PackageName,
  from: PackageName,
  world: RelationWorld,
): boolean | undefined {
  if (type === "dependency") return !optional && world.request.shared.includes(name);
  if (type === "peer") return world.isSingleton(name);
  return type !== "conflicts" || name !== from;
}

function needsCore(holder: Term, wanted: string): Incompatibility {
  if (semver.validRange(wanted) === null)
    return cannotUse(holder, `needs the core's API \`${wanted}\`, which is not a range`);
  const cause: Cause = { type: "core", from: holder.package as PackageName, wanted };
  return { terms: [holder, negate(present(corePackage, rangeSet(wanted)))], cause };
}

/** An optional capability demands nothing: it is linked when somebody happens to provide it. */
function needsCapability(holder: Term, relation: Relation, world: RelationWorld): Incompatibility | undefined {
  const { target, wanted, optional } = relation;
  if (optional) return undefined;
  const capability = target.slice(capabilityPrefix.length);
  if (semver.validRange(wanted) === null)
    return cannotUse(holder, `requires \`${target}\` \`${wanted}\`, which is not a range`);
  const known = world.providersOf(capability);
  const fitting = known.filter(({ provides }) => semver.satisfies(provides, wanted));
  if (fitting.length === 0) return { terms: [holder], cause: { type: "no-provider", capability, wanted, known } };

  const choices = fitting.map(({ ordinal }) => exactly(ordinal)).reduce<VersionSet>(union, noVersions);
  const providers = [...new Set(fitting.map((provider) => provider.package))];
  const cause: Cause = { type: "capability", from: holder.package as PackageName, capability, wanted, providers };
  return { terms: [holder, negate(present(target, choices))], cause };
}

function cannotUse(holder: Term, reason: string): Incompatibility {
  return { terms: [holder], cause: { type: "unusable", name: holder.package as PackageName, reason } };
}
