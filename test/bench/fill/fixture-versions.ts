import { createHash } from "node:crypto";

import type { Fixture } from "./fixtures.ts";

/** What the manifest of a version that was published long ago says, as far as clients read it. */
export type OldManifest = {
  readonly name: string;
  readonly version: string;
  readonly dist: { readonly integrity: string; readonly shasum: string; readonly [fact: string]: unknown };
  readonly [field: string]: unknown;
};

/** The fields of a version's manifest that its author writes. */
export type AuthoredFields = { readonly dependencies?: Readonly<Record<string, string>> };

/** The only version of a fixture that has an archive. */
export const lastVersionOf = ({ versions }: Fixture): string => versionAt(versions - 1);

/** Returns what the author of the version of this number wrote. */
export function authoredFields({ dependencies: count }: Fixture, minor: number): AuthoredFields {
  if (count === 0) return {};
  const names = Array.from({ length: count }, (_, index) => `bench-dependency-${String(index).padStart(3, "0")}`);
  return { dependencies: Object.fromEntries(names.map((name, index) => [name, `^${1 + (index % 9)}.${minor}.0`])) };
}

/** Returns the manifests of all versions but the last, as a registry keeps them; each run has the same ones. */
export function* oldManifests(fixture: Fixture): Generator<OldManifest> {
  for (let minor = 0; minor < fixture.versions - 1; minor++) {
    const { name } = fixture;
    const version = versionAt(minor);
    yield {
      name,
      version,
      description: "Noise to publish",
      main: "noise.txt",
      _id: `${name}@${version}`,
      ...authoredFields(fixture, minor),
      dist: {
        integrity: `sha512-${digest("sha512", `${name}@${version}`, "base64")}`,
        shasum: digest("sha1", `${name}@${version}`, "hex"),
        tarball: `http://127.0.0.1:5273/${name}/-/${name.replace(/^.*\//, "")}-${version}.tgz`,
        fileCount: 2,
        unpackedSize: 1024,
      },
    };
  }
}

const versionAt = (minor: number): string => `1.${minor}.0`;

function digest(algorithm: string, text: string, encoding: "base64" | "hex"): string {
  return createHash(algorithm).update(text).digest(encoding);
}
