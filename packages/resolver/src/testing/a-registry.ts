import type { AbbreviatedManifest, AbbreviatedPackument } from "@larder/packument";
import { type Integrity, isVersion, type PackageName, type Version } from "@larder/package-spec";
import { compare } from "semver";

import type { PackageSource, ResolveRequest } from "../request.ts";

/** What a test says of one version: everything else is made up, the same each time. */
export type VersionFacts = Partial<Omit<AbbreviatedManifest, "name" | "version" | "dist">> & {
  /** What stands in `dist` besides the archive. */
  readonly dist?: Pick<AbbreviatedManifest["dist"], "attestations">;
  /** Without an integrity when `null`. */
  readonly integrity?: string | null;
  readonly tarball?: string;
  /** When, ISO 8601; without a time the registry does not say. */
  readonly published?: string;
};

/** Name → version → facts; `tags` under a name moves its dist-tags. */
export type Universe = { readonly [name: string]: { readonly [version: string]: VersionFacts } };

/** A registry in memory, whose documents are made from `universe`. `latest` is the highest release unless `tags` says otherwise. */
export class ARegistry implements PackageSource {
  readonly documents: Map<PackageName, AbbreviatedPackument> = new Map();
  readonly fetched: string[] = [];

  constructor(universe: Universe, tags: { readonly [name: string]: { readonly [tag: string]: string } } = {}) {
    for (const [name, versions] of Object.entries(universe)) {
      this.documents.set(name as PackageName, documentOf(name as PackageName, versions, tags[name] ?? {}));
    }
  }

  async fetch(name: PackageName): Promise<AbbreviatedPackument | undefined> {
    this.fetched.push(name);
    return this.documents.get(name);
  }
}

/** Returns a request for `wants`, with the core at 1.0.0. */
export function aRequest(
  wants: { readonly [alias: string]: string },
  more: Partial<Omit<ResolveRequest, "wants">> = {},
): ResolveRequest {
  return {
    coreVersion: "1.0.0" as Version,
    provided: ["@larder/sdk" as PackageName],
    registry: "home",
    wants: Object.entries(wants).map(([alias, wanted], index) => ({
      alias,
      wanted,
      declaredIn: `larder.yaml:${index + 4}`,
    })),
    shared: [],
    overrides: {},
    ...more,
  };
}

function documentOf(
  name: PackageName,
  versions: { readonly [version: string]: VersionFacts },
  tags: { readonly [tag: string]: string },
): AbbreviatedPackument {
  const texts = Object.keys(versions).filter(isVersion);
  const latest =
    texts
      .filter((version) => !version.includes("-"))
      .toSorted(compare)
      .at(-1) ?? texts.toSorted(compare).at(-1);
  return {
    name,
    modified: "2026-01-01T00:00:00.000Z",
    "dist-tags": { ...(latest ? { latest } : {}), ...(tags as { [tag: string]: Version }) },
    versions: Object.fromEntries(
      texts.map((version) => {
        const { published: _published, ...facts } = versions[version] ?? {};
        return [version, manifestOf(name, version, facts)];
      }),
    ),
    ...timesOf(versions),
  };
}

/** Without any time when no version has one, as other registries serve it. */
function timesOf(versions: { readonly [version: string]: VersionFacts }): Pick<AbbreviatedPackument, "time"> {
  const times = Object.entries(versions).flatMap(([version, { published }]) =>
    published === undefined ? [] : [[version, published]],
  );
  return times.length === 0 ? {} : { time: Object.fromEntries(times) as { [version: string]: string } };
}

function manifestOf(
  name: PackageName,
  version: Version,
  { integrity, tarball, dist, ...facts }: Omit<VersionFacts, "published">,
): AbbreviatedManifest {
  const file = `${name.slice(name.indexOf("/") + 1)}-${version}.tgz`;
  const archive = { ...dist, tarball: tarball ?? `http://127.0.0.1:5273/${name}/-/${file}` };
  return {
    name,
    version,
    dist:
      integrity === null
        ? archive
        : { ...archive, integrity: (integrity ?? integrityOf(`${name}@${version}`)) as Integrity },
    ...facts,
  };
}

/** Not a digest of anything, but of the right form, and another for each text. */
function integrityOf(text: string): string {
  const letters = Array.from(text, (letter) => letter.charCodeAt(0).toString(36)).join("");
  return `sha512-${letters.padEnd(86, "A").slice(0, 86)}==`;
}
