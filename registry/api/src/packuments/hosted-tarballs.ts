import { tarballFile } from "@larder/packument";
import { type Integrity, isVersion, type PackageName, unscopedName } from "@larder/package-spec";
import { findPackage, findVersion, type RegistryDatabase } from "@larder/registry-database";
import { LRUCache } from "lru-cache";

import type { KeptTarballs, ServedTarball } from "./served-tarball.ts";

const integritiesMax = 50_000;

/** The archives of the packages that are published here. Those that are known keep flowing while the database is down. */
export class HostedTarballs {
  readonly #database: RegistryDatabase;
  readonly #kept: KeptTarballs;
  readonly #integrities = new LRUCache<string, Integrity>({ max: integritiesMax });
  /** Counts what was forgotten: a lookup that began before may have read what an unpublish replaced. */
  #forgotten = 0;

  constructor(database: RegistryDatabase, kept: KeptTarballs) {
    this.#database = database;
    this.#kept = kept;
  }

  /** Finds the archive `file` of `name`; `undefined` when no version has it. */
  async find(name: PackageName, file: string): Promise<ServedTarball | undefined> {
    const key = `${name}/${file}`;
    const forgotten = this.#forgotten;
    const integrity = this.#integrities.get(key) ?? (await this.#findIntegrity(name, file));
    if (integrity === undefined) return undefined;
    if (forgotten === this.#forgotten) this.#integrities.set(key, integrity);

    const tarball = await this.#kept.find(integrity);
    if (tarball === undefined) throw new Error(`The archive ${file} of ${name} is published, but not in storage`);
    return tarball;
  }

  /** Says that a version of `name` was unpublished: its archive is looked up anew. */
  forget(name: PackageName): void {
    this.#forgotten += 1;
    for (const key of this.#integrities.keys()) {
      if (key.startsWith(`${name}/`)) this.#integrities.delete(key);
    }
  }

  async #findIntegrity(name: PackageName, file: string): Promise<Integrity | undefined> {
    const version = file.slice(unscopedName(name).length + 1, -".tgz".length);
    if (!isVersion(version) || tarballFile(name, version) !== file) return undefined;
    const pkg = await findPackage(this.#database.db, name);
    if (pkg === undefined) return undefined;
    const row = await findVersion(this.#database.db, { packageId: pkg.id, version });
    return row === undefined || row.unpublishedAt !== null ? undefined : row.integrity;
  }
}
