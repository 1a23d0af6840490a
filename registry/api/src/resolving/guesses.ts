import type { AbbreviatedManifest } from "@larder/packument";
import type { PackageFrame, ResolveRequestBody } from "@larder/registry-client";
import { packageFrameOf } from "@larder/registry-client/resolving";

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
    const frame = packageFrameOf(manifest);
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
