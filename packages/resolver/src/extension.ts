import type { AbbreviatedManifest } from "@larder/packument";
import { isWithin, type PackageName, type Range } from "@larder/package-spec";

import type { PackageVersion, PackageVersions } from "./package-versions.ts";
import { parseSelector } from "./selector.ts";

/** What the operator adds to what packages of a selector (`name` or `name@range`) say of themselves. */
export type PackageExtension = Pick<
  AbbreviatedManifest,
  "dependencies" | "optionalDependencies" | "peerDependencies" | "peerDependenciesMeta"
>;

type Extension = { readonly range: Range; readonly added: PackageExtension };

const fields = ["dependencies", "optionalDependencies", "peerDependencies", "peerDependenciesMeta"] as const;

/** What is added to packages, by name. */
export class Extensions {
  readonly #byName = new Map<PackageName, Extension[]>();

  /** Throws a plain error for a selector that selects no package. */
  constructor(extensions: { readonly [selector: string]: PackageExtension } = {}) {
    for (const [text, added] of Object.entries(extensions)) {
      const selector = parseSelector(text);
      if (!selector) throw new Error(`\`${text}\` is neither a package nor versions of one`);
      const { name, range } = selector;
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), { range, added }]);
    }
  }

  /** Returns `versions` with what is added to them: `versions` itself when that is nothing. */
  apply(versions: PackageVersions): PackageVersions {
    const extensions = this.#byName.get(versions.name);
    if (!extensions) return versions;
    const ascending = versions.ascending.map((version) => extend(version, extensions));
    return { ...versions, ascending, byVersion: new Map(ascending.map((version) => [version.version, version])) };
  }
}

function extend(version: PackageVersion, extensions: readonly Extension[]): PackageVersion {
  const meant = extensions.filter(({ range }) => isWithin(version.version, range) === true);
  if (meant.length === 0) return version;
  const manifest = meant.reduce((extended, { added }) => add(extended, added), version.manifest);
  return { version: version.version, semver: version.semver, manifest };
}

/** What a package says itself stands. */
function add(manifest: AbbreviatedManifest, added: PackageExtension): AbbreviatedManifest {
  const extended = fields.flatMap((field) =>
    added[field] === undefined ? [] : [[field, { ...added[field], ...manifest[field] }]],
  );
  return { ...manifest, ...Object.fromEntries(extended) };
}
