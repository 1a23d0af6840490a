import { type PackageName, scopeOf } from "@larder/package-spec";
import type { Readers } from "@larder/registry-database";

import type { RegistryConfiguration } from "../origins/configuration.ts";
import { type Claims, findClaim } from "../origins/find-origin.ts";

/** A name under which something was published, and whom it is for. */
export type HostedName = { readonly name: PackageName; readonly readers: Readers };

/**
 * The names of all packages that are published here, what they claim, and whom the restricted ones are for.
 *
 * A claim is not a second fact that could disagree with the first: the row of a package, which is
 * never deleted, is the claim.
 */
export class HostedNames {
  readonly #configuration: RegistryConfiguration;
  readonly #names = new Set<PackageName>();
  readonly #claims = new Set<string>();
  readonly #restricted = new Map<PackageName, readonly string[]>();
  /** Scope → how many restricted packages it has. */
  readonly #restrictedInScope = new Map<string, number>();

  constructor(configuration: RegistryConfiguration, names: Iterable<HostedName>) {
    this.#configuration = configuration;
    for (const { name, readers } of names) {
      this.add(name);
      this.setReaders(name, readers);
    }
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

  /** Says whom `name` is for from now on. A new name gets its readers before it is added, so that nobody sees it between. */
  setReaders(name: PackageName, readers: Readers): void {
    const scope = scopeOf(name) ?? "";
    const before = this.#restricted.has(name) ? 1 : 0;
    const after = readers === null ? 0 : 1;
    if (readers === null) this.#restricted.delete(name);
    else this.#restricted.set(name, readers);
    if (after !== before) {
      this.#restrictedInScope.set(scope, (this.#restrictedInScope.get(scope) ?? 0) + after - before);
    }
  }

  /**
   * Returns whom `name` is for; `null` is everybody whom its rule lets.
   *
   * What does not exist is for nobody where the scope has restricted packages: an answer about it must not differ
   * from one about them.
   */
  readersOf(name: PackageName): Readers {
    if (this.#restricted.size === 0) return null;
    const readers = this.#restricted.get(name);
    if (readers !== undefined) return readers;
    const isHiding = !this.#names.has(name) && (this.#restrictedInScope.get(scopeOf(name) ?? "") ?? 0) > 0;
    return isHiding ? [] : null;
  }

  [Symbol.iterator](): Iterator<PackageName> {
    return this.#names.values();
  }
}
