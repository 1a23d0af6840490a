import { hashPassword, type RegistryDatabase, setPasswordHash } from "@larder/registry-database";
import { openTestDatabase } from "@larder/registry-database/testing";
import { type BlobStore, memoryBlobStore } from "@larder/registry-storage";
import type { Logger } from "pino";
import { onTestFinished } from "vitest";

import { createToken } from "../accounts/create-token.ts";
import { createUser } from "../accounts/create-user.ts";
import type { Pages } from "../app.ts";
import { createRegistry, type Registry } from "../create-registry.ts";
import type { RegistryConfiguration } from "../origins/configuration.ts";
import { defaultConfiguration } from "../origins/parse-configuration.ts";
import { Persona } from "./persona.ts";

/** The password of every persona. */
export const testPassword = "correct horse battery";

/** To derive it takes 30 ms of a processor, and a thousand personas are made: those of a file share it. */
let testPasswordHash: Promise<string> | undefined;

/** What of a test registry is not as usual. */
export type TestRegistryOptions = {
  readonly database?: RegistryDatabase;
  readonly storage?: BlobStore;
  readonly configuration?: RegistryConfiguration;
  readonly publicUrl?: string;
  readonly clock?: () => Date;
  readonly pages?: Pages;
  readonly logger?: Logger;
};

/** A whole registry in memory, closed when the test ends; nothing in it is mocked. */
export class TestRegistry {
  readonly registry: Registry;
  readonly database: RegistryDatabase;
  readonly storage: BlobStore;
  readonly anonymous: Persona;

  private constructor(registry: Registry, database: RegistryDatabase, storage: BlobStore) {
    this.registry = registry;
    this.database = database;
    this.storage = storage;
    this.anonymous = new Persona(registry, "anonymous", undefined);
  }

  /** Opens a registry; a database that was passed in stays open for whoever opened it. */
  static async open(options: TestRegistryOptions = {}): Promise<TestRegistry> {
    const {
      configuration = defaultConfiguration(),
      publicUrl = "https://packages.example",
      clock,
      pages,
      logger,
    } = options;
    const database = options.database ?? (await openTestDatabase());
    const storage = options.storage ?? memoryBlobStore();
    const registry = await createRegistry({ database, storage, configuration, publicUrl, clock, pages, logger });
    onTestFinished(async () => {
      await registry.close();
      if (options.database === undefined) await database.close();
    });
    return new TestRegistry(registry, database, storage);
  }

  /** Opens a usual registry with these users: `const { ada, eve } = await TestRegistry.withUsers("ada", "eve")`. */
  static async withUsers<Name extends string>(
    ...names: readonly Name[]
  ): Promise<{ readonly [name in Name]: Persona } & { readonly world: TestRegistry; readonly anonymous: Persona }> {
    const world = await TestRegistry.open();
    const personas: [string, Persona][] = [];
    for (const name of names) personas.push([name, await world.user(name)]);
    const byName = Object.fromEntries(personas) as { [name in Name]: Persona };
    return { ...byName, world, anonymous: world.anonymous };
  }

  /** Makes a user with a token. */
  async user(
    name: string,
    { scopes = ["read", "publish"], packagePatterns = [] as string[], isAdmin = false } = {},
  ): Promise<Persona> {
    const { id: userId } = await createUser(this.database, { name, email: `${name}@example.com`, isAdmin }, new Date());
    const passwordHash = await (testPasswordHash ??= hashPassword(testPassword));
    await setPasswordHash(this.database.db, { userId, passwordHash });
    return this.token(name, { scopes, packagePatterns });
  }

  /** Makes another token for a user. */
  async token(
    user: string,
    request: { scopes: string[]; packagePatterns?: string[]; cidrs?: string[]; expiresAt?: Date },
  ): Promise<Persona> {
    const { secret } = await createToken(this.database, { user, name: "test", ...request }, new Date());
    return new Persona(this.registry, user, secret);
  }

  /** How many archives are kept, with a name or without. */
  async countBlobs(): Promise<number> {
    let count = 0;
    for await (const _ of this.storage.list()) count += 1;
    return count;
  }
}
