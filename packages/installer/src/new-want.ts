import { ExpectedError } from "@larder/errors";
import { type DistTag, formatWanted, type PackageName, parsePackageSpec, type Version } from "@larder/package-spec";
import type { RegistryClient } from "@larder/registry-client";

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
 */
export async function readNewWant(client: RegistryClient, spec: string): Promise<NewWant> {
  const { name: alias, wanted } = parsePackageSpec(spec);
  const name = wanted.type === "alias" ? wanted.name : alias;
  const target = wanted.type === "alias" ? wanted.wanted : wanted;
  const isBare = target.type === "range" && target.range === "*" && !spec.endsWith("*");
  if (target.type !== "tag" && !isBare) return { alias, name, wanted: formatWanted(wanted) };

  const version = await getTagged(client, name, target.type === "tag" ? target.tag : "latest");
  return { alias, name, wanted: wanted.type === "alias" ? `npm:${name}@^${version}` : `^${version}` };
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
