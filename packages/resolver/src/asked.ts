import {
  isImportName,
  isPackageName,
  type PackageName,
  parseWanted,
  type Range,
  type Wanted,
} from "@larder/package-spec";

import type { GivenPackage, ResolveRequest, Want } from "./request.ts";

/** A package of a registry, in a range or under a tag. */
export type RegistryAsked = {
  readonly type: "registry";
  readonly name: PackageName;
  readonly wanted: Extract<Wanted, { type: "range" | "tag" }>;
  /** As it was written, with `npm:` when it was. */
  readonly text: string;
};

/** What one dependency entry asks for: a registry package, or something that a registry does not serve. */
export type Asked = RegistryAsked | { readonly type: "exotic"; readonly reason: string };

/**
 * Returns what the host asks for with one of its wants. What is given is asked for in the version that it
 * has; a second package of the same name is none, since nothing could tell the two apart.
 */
export function parseWant({ given = [] }: Pick<ResolveRequest, "given">, { alias, wanted }: Want): Asked {
  const one = given.find((candidate) => candidate.alias === alias);
  if (!one) return parseAsked(alias, wanted);
  const { name, version } = one.manifest;
  const first = given.find(({ manifest }) => manifest.name === name);
  if (first && first !== one && !isSameSource(first, one)) {
    return { type: "exotic", reason: `\`${name}\` comes from \`${first.alias}\` already` };
  }
  return { type: "registry", name, wanted: { type: "range", range: version as string as Range }, text: wanted };
}

function isSameSource(one: GivenPackage, other: GivenPackage): boolean {
  return one.manifest.dist.integrity === other.manifest.dist.integrity;
}

const parsedTexts = new Map<string, Wanted | undefined>();
const parsedTextsMax = 20_000;

/** Returns what `alias: text` asks for. */
export function parseAsked(alias: string, text: string): Asked {
  // It becomes the name of a folder, beside those of all other packages.
  if (!isImportName(alias))
    return { type: "exotic", reason: `\`${alias}\` is no name that a package can be imported by` };
  const wanted = parseOnce(text);
  if (!wanted) return { type: "exotic", reason: `\`${text}\` is neither a range nor a tag` };
  if (wanted.type === "alias") return { type: "registry", name: wanted.name, wanted: wanted.wanted, text };
  if (wanted.type !== "range" && wanted.type !== "tag") {
    return { type: "exotic", reason: `\`${text}\` is not from a registry` };
  }
  if (!isPackageName(alias)) return { type: "exotic", reason: `\`${alias}\` is not a package name` };
  return { type: "registry", name: alias, wanted, text };
}

/** The same few thousand texts come back in every graph; to parse them is most of the work on an edge. */
function parseOnce(text: string): Wanted | undefined {
  if (parsedTexts.has(text)) return parsedTexts.get(text);
  if (parsedTexts.size >= parsedTextsMax) parsedTexts.clear();
  const wanted = tryParse(text);
  parsedTexts.set(text, wanted);
  return wanted;
}

function tryParse(text: string): Wanted | undefined {
  try {
    return parseWanted(text);
  } catch {
    return undefined;
  }
}
