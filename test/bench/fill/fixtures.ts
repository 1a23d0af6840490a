import { restrictedScope } from "../targets/target.ts";

/** A package that every registry is filled with before anything is measured. */
export type Fixture = {
  readonly name: string;
  /** All but the last of them have been there for long: they are put into the registry while it is stopped. */
  readonly versions: number;
  /** Of each version: they make the abbreviated packument as large as it is to be. */
  readonly dependencies: number;
  /** Noise in the archive of the last version, before it is compressed. */
  readonly noiseBytes: number;
};

const shapes = {
  "30kb": { versions: 20, dependencies: 33, noiseBytes: 500 },
  "600kb": { versions: 60, dependencies: 295, noiseBytes: 500 },
  "2mb": { versions: 100, dependencies: 610, noiseBytes: 500 },
} as const;

export type PackumentSize = keyof typeof shapes;
export const packumentSizes = Object.keys(shapes) as PackumentSize[];

export const tarballFixture: Fixture = { name: "bench-tarball", versions: 1, dependencies: 0, noiseBytes: 300_000 };

export const openPackument = (size: PackumentSize): Fixture => ({ name: `bench-${size}`, ...shapes[size] });

export const restrictedPackument = (size: PackumentSize): Fixture => ({
  name: `${restrictedScope}/bench-${size}`,
  ...shapes[size],
});
