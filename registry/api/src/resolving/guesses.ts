import { type AbbreviatedManifest, unusualTarballPath } from "@larder/packument";
import type { PackageFrame, ResolveRequestBody } from "@larder/registry-client";

/** What the answer to one question will probably name, each version once; those of one turn of the loop travel together. */
export class Guesses {
  readonly #tell: (packages: readonly PackageFrame[]) => void;
  readonly #told = new Set<string>();
  readonly #given: ReadonlySet<string>;
  #untold: PackageFrame[] = [];

  constructor({ given = [] }: ResolveRequestBody, tell: (packages: readonly PackageFrame[]) => void) {
    this.#tell = tell;
    this.#given = new Set(given.map(({ manifest }) => manifest.name));
  }

  add(manifest: AbbreviatedManifest): void {
    const frame = frameOf(manifest);
    // What the host gives itself is there already.
    if (frame === undefined || this.#given.has(manifest.name)) return;
    const spec = `${manifest.name}@${manifest.version}`;
    if (this.#told.has(spec)) return;
    this.#told.add(spec);
    if (this.#untold.push(frame) === 1) setImmediate(() => this.tellAll());
  }

  /** Tells what was not told yet. */
  tellAll(): void {
    const packages = this.#untold;
    if (packages.length === 0) return;
    this.#untold = [];
    this.#tell(packages);
  }
}

/** What is not verifiable is in no lock. */
function frameOf({ name, version, dist, os, cpu, libc }: AbbreviatedManifest): PackageFrame | undefined {
  const { integrity, unpackedSize, fileCount, tarball } = dist;
  if (integrity === undefined) return undefined;
  const tarballPath = unusualTarballPath(name, version, tarball);
  return {
    type: "package",
    name,
    version,
    integrity,
    ...(tarballPath === undefined ? {} : { tarballPath }),
    ...(unpackedSize === undefined ? {} : { unpackedSize }),
    ...(fileCount === undefined ? {} : { fileCount }),
    ...(isTexts(os) ? { os } : {}),
    ...(isTexts(cpu) ? { cpu } : {}),
    ...(isTexts(libc) ? { libc } : {}),
  };
}

/** Old packages have a platform as a text. */
function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}
