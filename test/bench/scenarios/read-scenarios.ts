import { type Fixture, openPackument, packumentSizes, restrictedPackument, tarballFixture } from "./fixtures.ts";

/** A read that is sent over and over. */
export type ReadScenario = {
  readonly kind: "read";
  readonly title: string;
  readonly fixture: Fixture;
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

export const readScenarios: readonly ReadScenario[] = [
  ...packumentSizes.map((size) => ({ ...hot, ...anonymous, title: `packument ${size}`, fixture: openPackument(size) })),
  ...packumentSizes.map((size) => ({
    ...hot,
    ...restricted,
    title: `packument ${size}, gzip and token`,
    fixture: restrictedPackument(size),
  })),
  { ...hot, ...anonymous, title: "packument 600kb, 304", fixture: openPackument("600kb"), conditional: true },
  { ...hot, ...anonymous, title: "tarball 300kb", fixture: tarballFixture, document: "tarball" },
];
