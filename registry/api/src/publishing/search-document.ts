import type { Component, ComponentKind } from "@larder/package-contents";
import type { Json, Manifest } from "@larder/packument";
import type {
  ComponentCounts,
  Maintainer,
  NewSearchDocument,
  PackageRow,
  PublishedVersion,
} from "@larder/registry-database";

import { packageLinks } from "./package-links.ts";

/** What a package is listed with and found by follows from these. */
export type SearchDocumentFacts = {
  readonly pkg: PackageRow;
  /** The version of `latest`. */
  readonly latest: PublishedVersion;
  readonly components: readonly Component[];
  readonly maintainers: readonly Maintainer[];
  readonly readme: string | null;
};

/** Returns what lists and searches know of a package. Pure: the publish that makes it looks nothing up for it. */
export function searchDocumentOf(facts: SearchDocumentFacts): NewSearchDocument {
  const { pkg, latest, components, maintainers, readme } = facts;
  const { manifest, deprecated } = latest;
  const namesOf = (kind: ComponentKind): string[] =>
    components.filter((component) => component.kind === kind).map(({ name }) => name);
  const links = packageLinks(manifest);
  const keywords = textsOf(manifest["keywords"]);
  const description = textOf(manifest["description"]);
  const license = textOf(manifest["license"]);
  const publisher = maintainers.find(({ name }) => name === latest.publisher);

  return {
    packageId: pkg.id,
    versionId: latest.id,
    name: pkg.name,
    version: latest.version,
    description,
    keywords,
    domains: namesOf("domain"),
    plugins: namesOf("plugin"),
    kinds: [...new Set(components.map(({ kind }) => kind))],
    componentCounts: countKinds(components),
    componentNames: components.map(({ name }) => name),
    modifiedAt: pkg.modifiedAt,
    publishedAt: latest.publishedAt,
    author: authorOf(manifest["author"]),
    license,
    hostRange: hostRangeOf(manifest),
    deprecated,
    about: {
      links,
      publisher: { username: latest.publisher, email: publisher?.email ?? "" },
      maintainers: maintainers.map(({ name, email }) => ({ username: name, email: email ?? "" })),
    },
    quality: share([
      description !== null,
      keywords.length > 0,
      license !== null,
      (readme?.length ?? 0) > 200,
      links.repository !== undefined,
      links.homepage !== undefined || links.bugs !== undefined,
      !latest.version.startsWith("0."),
      deprecated === null,
    ]),
  };
}

function countKinds(components: readonly Component[]): ComponentCounts {
  const counts: { [kind in ComponentKind]?: number } = {};
  for (const { kind } of components) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function hostRangeOf({ engines }: Manifest): string | null {
  return textOf(engines?.["larder"]);
}

/** `Ada <ada@example.com> (https://…)`, or an object with a name. */
function authorOf(author: Json | undefined): string | null {
  if (typeof author === "string") return textOf(author.replace(/\s*[<(].*$/s, "").trim());
  return isObject(author) ? textOf(author["name"]) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function textsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function share(checks: readonly boolean[]): number {
  return checks.filter(Boolean).length / checks.length;
}
