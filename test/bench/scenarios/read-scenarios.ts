import { type Fixture, openPackument, packumentSizes, restrictedPackument, tarballFixture } from "../fill/fixtures.ts";
import { zipfFixtures } from "../fill/zipf-packages.ts";

/** A read that is sent over and over, or a mix of reads. */
export type ReadScenario = {
  readonly kind: "read";
  readonly title: string;
  /** What is read; of several the first ones are asked for far more often than the last ones. */
  readonly fixtures: readonly Fixture[];
  /** The abbreviated packument of the fixture, or the archive of its only version. */
  readonly document: "packument" | "tarball";
  readonly acceptEncoding: "identity" | "gzip";
  /** Whether it is sent with a token. */
  readonly authenticated: boolean;
  /** Whether it is asked with the ETag of what is there, so that the answer is 304. */
  readonly conditional: boolean;
  readonly connections: number;
};

const hot = { kind: "read", document: "packument", conditional: false, connections: 32 } as const;
const anonymous = { acceptEncoding: "identity", authenticated: false } as const;
const restricted = { acceptEncoding: "gzip", authenticated: true } as const;

/** Returns the reads that are measured; `mixed` is of how many packages the mix is. */
export function readScenarios(mixed: number): ReadScenario[] {
  return [
    ...packumentSizes.map((size) => ({
      ...hot,
      ...anonymous,
      title: `packument ${size}`,
      fixtures: [openPackument(size)],
    })),
    ...packumentSizes.map((size) => ({
      ...hot,
      ...restricted,
      title: `packument ${size}, gzip and token`,
      fixtures: [restrictedPackument(size)],
    })),
    { ...hot, ...anonymous, title: `packuments, Zipf mix of ${mixed}`, fixtures: zipfFixtures(mixed) },
    { ...hot, ...anonymous, title: "packument 600kb, 304", fixtures: [openPackument("600kb")], conditional: true },
    { ...hot, ...anonymous, title: "tarball 300kb", fixtures: [tarballFixture], document: "tarball" },
  ];
}
