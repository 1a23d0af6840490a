import type { AbbreviatedPackument } from "@larder/packument";
import { isPackageName, type PackageName } from "@larder/package-spec";

import { parseAsked, type RegistryAsked } from "./asked.ts";
import { pickVersion } from "./libraries/pick-version.ts";
import { packageVersionsOf } from "./package-versions.ts";
import type { Documents, PackageSource, ResolveRequest } from "./request.ts";
import { capabilityPrefix } from "./singletons/relations.ts";

/**
 * Fetches the documents that a request will probably need, breadth first.
 *
 * It follows the version that each range would get by itself. A wrong guess costs a request and
 * changes nothing: only the solver decides. A guess that cannot be fetched is no failure before the
 * solver asks for it.
 */
export class Prefetch {
  readonly #request: ResolveRequest;
  readonly #source: PackageSource;
  readonly #documents = new Map<PackageName, AbbreviatedPackument | undefined>();
  readonly #fetches = new Map<PackageName, Promise<void>>();
  readonly #failures = new Map<PackageName, unknown>();
  readonly #followed = new Set<string>();

  constructor(request: ResolveRequest, source: PackageSource) {
    this.#request = request;
    this.#source = source;
  }

  get documents(): Documents {
    return this.#documents;
  }

  /** Fetches what the wants and the lock name, and what follows from there. */
  async begin(): Promise<void> {
    const { wants, locked } = this.#request;
    const lockedNames = new Set(locked?.nodes.map(({ name }) => name));
    await Promise.all([
      ...wants.map(({ alias, wanted }) => this.#follow(alias, wanted)),
      ...[...lockedNames].map((name) => this.#fetch(name)),
    ]);
  }

  /** Fetches `names`, which the solver cannot do without. Rejects with the source's error. */
  async demand(names: readonly PackageName[]): Promise<void> {
    await Promise.all(names.map((name) => Promise.all([this.#fetch(name), this.#follow(name, "*")])));
    for (const name of names) {
      if (this.#failures.has(name)) throw this.#failures.get(name);
    }
  }

  async #follow(alias: string, wanted: string): Promise<void> {
    const key = `${alias} ${wanted}`;
    if (this.#followed.has(key)) return;
    this.#followed.add(key);
    const asked = parseAsked(alias, wanted);
    if (asked.type !== "registry" || this.#request.provided.includes(asked.name)) return;
    await this.#fetch(asked.name);
    await Promise.all(this.#dependenciesOf(asked).map(([name, range]) => this.#follow(name, range)));
  }

  #fetch(name: PackageName): Promise<void> {
    const known = this.#fetches.get(name);
    if (known) return known;
    const fetching = this.#source.fetch(name).then(
      (packument) => void this.#documents.set(name, packument),
      (error: unknown) => void this.#failures.set(name, error),
    );
    this.#fetches.set(name, fetching);
    return fetching;
  }

  #dependenciesOf(asked: RegistryAsked): [string, string][] {
    const packument = this.#documents.get(asked.name);
    const picked =
      packument &&
      pickVersion(packageVersionsOf(packument), asked, {
        lockedEdge: undefined,
        locked: new Set(),
        chosen: new Set(),
        coreVersion: this.#request.coreVersion,
      });
    if (!picked) return [];
    const { dependencies, optionalDependencies, peerDependencies, larder } = picked.manifest;
    const required = Object.entries(larder?.requires ?? {})
      .filter(([name]) => !name.startsWith(capabilityPrefix))
      .map(([name, spec]): [string, string] => [name, typeof spec === "string" ? spec : spec.version]);
    return [...Object.entries({ ...peerDependencies, ...dependencies, ...optionalDependencies }), ...required].filter(
      ([name, wanted]) => isPackageName(name) || wanted.startsWith("npm:"),
    );
  }
}
