import type { RegistryAsked } from "../asked.ts";
import { hasSha512 } from "../has-sha512.ts";
import { describeKeptBack } from "../kept-back.ts";
import type { PackageVersion, PackageVersions } from "../package-versions.ts";
import { describeRefusal } from "../policy/describe-refusal.ts";
import { fits, rangeOf } from "./fits.ts";
import type { LibraryWorld } from "./library-world.ts";
import { pickVersion } from "./pick-version.ts";

/** An edge that needs a version, and what there is to choose from. */
type AskingEdge = {
  /** `name@version` of the package that asks; empty for the host. */
  readonly parent: string;
  readonly alias: string;
  readonly isOptional: boolean;
  readonly asked: RegistryAsked;
  readonly versions: PackageVersions;
  /** Versions of the package that are in the graph already. */
  readonly chosen: readonly PackageVersion[];
};

type World = Pick<LibraryWorld, "request" | "documents" | "locked">;

/** Returns the version for `edge`, or the reason why there is none. */
export function pickForEdge(edge: AskingEdge, world: World): PackageVersion | string {
  if (edge.isOptional && isForOtherPlatforms(edge, world)) return "runs on none of the platforms of the host";
  const picked = pick(edge, world);
  if (!picked) return reasonOfNone(edge.versions, edge.asked);
  return hasSha512(picked.manifest) ? picked : `has no sha512 integrity in its version ${picked.version}`;
}

/** Would `edge` get a version that runs on none of the platforms? npm looks for no older one either. */
function isForOtherPlatforms(edge: AskingEdge, world: World): boolean {
  const { asked, versions } = edge;
  if (!versions.keptBack.some(({ refusal }) => refusal.type === "platform")) return false;
  const all = world.documents.findForAnyPlatform(asked.name);
  const picked = all && pick({ ...edge, versions: all }, world);
  return picked !== undefined && !versions.byVersion.has(picked.version);
}

function pick(
  { parent, alias, asked, versions, chosen }: AskingEdge,
  { request, locked }: World,
): PackageVersion | undefined {
  return pickVersion(versions, asked, {
    lockedEdge: locked.ofEdge(parent, alias, asked.text),
    locked: locked.ofName(asked.name),
    chosen,
    coreVersion: request.coreVersion,
    prefer: request.prefer ?? "newest",
  });
}

function reasonOfNone(versions: PackageVersions, { wanted }: RegistryAsked): string {
  if (versions.notServed) return describeRefusal(versions.notServed);
  if (wanted.type === "tag") return `has no tag \`${wanted.tag}\``;
  const inRange = versions.ascending.some((version) => fits(version, wanted, versions));
  if (inRange) return "has no version in this range for this version of the core";
  const kept = versions.keptBack.filter(({ semver }) => rangeOf(wanted.range).test(semver));
  if (kept.length > 0) return `has no version in this range that can be had: ${describeKeptBack(kept)}`;
  const newest = versions.ascending.at(-1);
  return `has no version in this range${newest ? ` (the newest is ${newest.version})` : ""}`;
}
