import type { PackageVersion, PackageVersions } from "../package-versions.ts";
import { type Incompatibility, rootPackage } from "../pubgrub/incompatibility.ts";
import { both, negate, present, type Term } from "../pubgrub/term.ts";
import { rootVersion } from "../singletons/singleton-universe.ts";
import { wantedSet } from "../singletons/wanted-set.ts";
import type { RegistryAsked } from "../asked.ts";
import { setOfKnownVersions } from "../versions/known-versions-set.ts";
import { listPeers } from "../singletons/relations.ts";
import { complement, exactly } from "../versions/version-set.ts";
import type { LibraryNode } from "./library-node.ts";
import type { LibraryProblem } from "./library-problem.ts";
import { listDependencies, type RequestedEntry } from "./list-dependencies.ts";

/** Below `asker` something cannot be had: the singleton that led there, or the host's want, has to go. */
export function forbidOwner(asker: LibraryNode | undefined, entry: RequestedEntry, reason: string): Incompatibility {
  return { terms: [ownerOf(asker, entry)], cause: { type: "library", problem: describe(asker, entry, reason) } };
}

/** Below `asker` a library needs a singleton, in a range. */
export function demandSingleton(
  asker: LibraryNode | undefined,
  entry: RequestedEntry,
  asked: RegistryAsked,
  versions: PackageVersions | undefined,
): Incompatibility {
  return through(asker, entry, negate(present(asked.name, wantedSet(asked.wanted, versions))));
}

/** Below `asker` a library goes with a singleton only in a range, though it does not need it. */
export function limitSingleton(
  asker: LibraryNode | undefined,
  entry: RequestedEntry,
  asked: RegistryAsked,
  versions: PackageVersions | undefined,
): Incompatibility {
  return through(asker, entry, present(asked.name, complement(wantedSet(asked.wanted, versions))));
}

/** Returns the optional edge above `node` that is nearest, as `name@version alias`. */
export function nearestOptional(node: LibraryNode | undefined): string | undefined {
  for (let at = node; at?.parent; at = at.parent.node) {
    if (at.parent.isOptional) return `${at.parent.node.key} ${at.parent.alias}`;
  }
  return undefined;
}

function through(asker: LibraryNode | undefined, entry: RequestedEntry, unmet: Term): Incompatibility {
  const owner = ownerOf(asker, entry);
  const terms = owner.package === unmet.package ? [both(owner, unmet)] : [owner, unmet];
  return { terms, cause: { type: "through", problem: describe(asker, entry, "the host has once") } };
}

/**
 * The singleton above `asker`, or the host.
 *
 * What the singleton asks for itself is learned for all of its versions that ask the same.
 */
function ownerOf(asker: LibraryNode | undefined, entry: RequestedEntry): Term {
  const top = pathTo(asker)[0];
  if (top?.kind !== "singleton") return present(rootPackage, exactly(rootVersion));
  const { ascending } = top.versions;
  const semvers = ascending.map(({ semver }) => semver);
  const isSame = (index: number): boolean => {
    const version = ascending[index];
    if (version === top.chosen || asker !== top || !version) return version === top.chosen;
    return asksFor(version, entry) && !isOverridden(top, entry);
  };
  return present(top.name, setOfKnownVersions(semvers, isSame));
}

function asksFor({ manifest }: PackageVersion, { alias, wanted, kind }: RequestedEntry): boolean {
  if (kind === "peer" || kind === "optional-peer") {
    const optional = kind === "optional-peer";
    return listPeers(manifest).some(
      (peer) => peer.alias === alias && peer.wanted === wanted && peer.optional === optional,
    );
  }
  return listDependencies(manifest).some(
    (other) => other.alias === alias && other.wanted === wanted && other.kind === kind,
  );
}

/** Does the entry differ from what the package says? Then what other versions say does not matter either. */
function isOverridden({ chosen }: LibraryNode, entry: RequestedEntry): boolean {
  return !asksFor(chosen, entry);
}

function describe(asker: LibraryNode | undefined, entry: RequestedEntry, reason: string): LibraryProblem {
  const path = pathTo(asker);
  return {
    path: path.map(({ name, chosen }) => ({ name, version: chosen.version })),
    declaredIn: entry.declaredIn ?? path[0]?.declaredIn,
    alias: entry.alias,
    wanted: entry.wanted,
    isOverridden: asker !== undefined && isOverridden(asker, entry),
    reason,
  };
}

/** From the package that the host asks for down to `node`. */
function pathTo(node: LibraryNode | undefined): LibraryNode[] {
  const path: LibraryNode[] = [];
  for (let at = node; at; at = at.parent?.node) path.unshift(at);
  return path;
}
