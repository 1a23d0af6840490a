import { ExpectedError } from "@larder/errors";
import { hasPassword } from "@larder/host-directory";
import {
  type DistTag,
  formatWanted,
  InvalidSpecError,
  isPackageName,
  type PackageName,
  parsePackageSpec,
  parseWanted,
  type Version,
} from "@larder/package-spec";
import type { RegistryClient } from "@larder/registry-client";

import type { ChangeMeans } from "./change-means.ts";
import type { HostSources } from "./sources/host-sources.ts";
import { BadSourceError } from "./sources/source-error.ts";
import { findSourcePlace, type SourcePlace } from "./sources/source-place.ts";

/** A want that is about to be added. */
export type NewWant = {
  readonly alias: string;
  /** The package behind the alias. */
  readonly name: PackageName;
  readonly wanted: string;
};

/**
 * Returns the want that `spec` stands for. A bare name or a tag becomes the caret range of the version
 * that it points at now, as npm writes it: a host that is locked again next year should not jump majors.
 * A repository, a folder or an archive may stand without a name: it is then read to see what it is called. Throws
 * {@link BadSourceError} for an address with a password, which it does not repeat.
 */
export async function readNewWant(means: Pick<ChangeMeans, "client" | "sources">, spec: string): Promise<NewWant> {
  const place = findNamelessPlace(spec);
  if (place === undefined) return await readNamedWant(means.client, spec);
  assertNoPassword(spec, place);
  return await readSourceWant(means.sources, spec, place);
}

async function readNamedWant(client: RegistryClient, spec: string): Promise<NewWant> {
  const { name: alias, wanted } = parsePackageSpec(spec);
  assertNoPassword(spec, findSourcePlace(wanted));
  const name = wanted.type === "alias" ? wanted.name : alias;
  const target = wanted.type === "alias" ? wanted.wanted : wanted;
  const isBare = target.type === "range" && target.range === "*" && !spec.endsWith("*");
  if (target.type !== "tag" && !isBare) return { alias, name, wanted: formatWanted(wanted) };

  const version = await getTagged(client, name, target.type === "tag" ? target.tag : "latest");
  return { alias, name, wanted: wanted.type === "alias" ? `npm:${wanted.name}@^${version}` : `^${version}` };
}

/** `larder.yaml` would refuse it too, but only after it was sent and told. */
function assertNoPassword(spec: string, place: SourcePlace | undefined): void {
  const address = place?.type === "git" ? place.repository : place?.type === "tarball" ? place.url : "";
  if (!hasPassword(address)) return;
  throw new BadSourceError(
    spec.replace(/\/\/\S*@/, "//…@"),
    "must not hold a password: `larder.lock` would show it to everybody",
    "Want a private repository as `git+ssh://git@host/path.git`, with a key that your ssh agent holds",
  );
}

/** Returns the place that `spec` is by itself; `undefined` for what begins with the name of a package. */
function findNamelessPlace(spec: string): SourcePlace | undefined {
  const at = spec.indexOf("@", 1);
  if (isPackageName(at === -1 ? spec : spec.slice(0, at))) return undefined;
  try {
    return findSourcePlace(parseWanted(spec));
  } catch (error) {
    if (error instanceof InvalidSpecError) return undefined;
    throw error;
  }
}

async function readSourceWant(sources: HostSources, wanted: string, place: SourcePlace): Promise<NewWant> {
  const { manifest } = await sources.read(place, nameOfPlace(place));
  return { alias: manifest.name, name: manifest.name, wanted };
}

/** What does not say its name is called as the last part of its address, as nosh calls it. */
function nameOfPlace(place: SourcePlace): PackageName {
  const address =
    place.type === "git" ? (place.directory ?? place.repository) : place.type === "path" ? place.path : place.url;
  const [word = ""] = address.split(/[/:]/).slice(-1);
  const name = word.replace(/\.(?:git|tgz|tar\.gz)$/, "").toLowerCase();
  return isPackageName(name) ? name : ("package" as PackageName);
}

async function getTagged(client: RegistryClient, name: PackageName, tag: DistTag | "latest"): Promise<Version> {
  const packument = await client.fetchAbbreviated(name);
  if (packument === undefined) throw new UnknownPackageError(client.url, name);
  const version = packument["dist-tags"][tag];
  if (version === undefined) throw new UnknownTagError(name, tag, Object.keys(packument["dist-tags"]));
  return version;
}

/** The host's registry has no package of that name. */
export class UnknownPackageError extends ExpectedError {
  readonly code = "E404";
  readonly packageName: PackageName;

  constructor(registryUrl: string, name: PackageName) {
    super(`Package \`${name}\` does not exist in \`${registryUrl}\``, {
      hint: "Look for it with `larder search`, or check the spelling",
    });
    this.packageName = name;
  }
}

/** The package has no such dist-tag. */
export class UnknownTagError extends ExpectedError {
  readonly code = "ETARGET";
  readonly packageName: PackageName;

  constructor(name: PackageName, tag: string, known: readonly string[]) {
    super(`Package \`${name}\` has no tag \`${tag}\``, {
      hint: known.length === 0 ? "Name a version" : `It has ${known.map((word) => `\`${word}\``).join(", ")}`,
    });
    this.packageName = name;
  }
}
