import type { PackageName } from "@larder/package-spec";

import type { RegistryConfiguration } from "../origins/configuration.ts";
import { type Claims, findClaim } from "../origins/find-origin.ts";

/**
 * The names of all packages that are published here, and what they claim.
 *
 * A claim is not a second fact that could disagree with the first: the row of a package, which is
 * never deleted, is the claim.
 */
export class HostedNames {
  readonly #configuration: RegistryConfiguration;
  readonly #names = new Set<PackageName>();
  readonly #claims = new Set<string>();

  constructor(configuration: RegistryConfiguration, names: Iterable<PackageName>) {
    this.#configuration = configuration;
    for (const name of names) this.add(name);
  }

  get claims(): Claims {
    return this.#claims;
  }

  has(name: PackageName): boolean {
    return this.#names.has(name);
  }

  add(name: PackageName): void {
    this.#names.add(name);
    const claim = findClaim(this.#configuration, name);
    if (claim !== undefined) this.#claims.add(claim);
  }

  [Symbol.iterator](): Iterator<PackageName> {
    return this.#names.values();
  }
}
