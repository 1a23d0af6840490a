import {
  createTokenSecret,
  findTokenByHash,
  hashTokenSecret,
  insertToken,
  insertUser,
  parseUserName,
  type RegistryDatabase,
  type TokenScope,
} from "@larder/registry-database";
import { findViolatedConstraint } from "@larder/sql";

/** Whom every token of nobody in particular belongs to. */
const testUser = "test";

/**
 * Lets any token in: one that the registry does not know becomes one of the user `test`, an administrator, when it
 * first comes. Those of a login stay those of whoever logged in.
 *
 * So the registry itself checks every request as always, and nothing in it has to know of this.
 */
export class KnownTokens {
  readonly #database: RegistryDatabase;
  readonly #userId: number;
  readonly #known = new Map<string, Promise<void>>();

  private constructor(database: RegistryDatabase, userId: number) {
    this.#database = database;
    this.#userId = userId;
  }

  /** Makes the user `test`, who has no password. */
  static async open(database: RegistryDatabase): Promise<KnownTokens> {
    const name = parseUserName(testUser);
    const user = await insertUser(database.db, { name, isAdmin: true, createdAt: new Date() });
    return new KnownTokens(database, user.id);
  }

  /** Resolves when the token in this `Authorization` header, if there is one, is known to the registry. */
  async admit(authorization: string | null): Promise<void> {
    const secret = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
    if (secret === undefined) return;
    let known = this.#known.get(secret);
    if (known === undefined) {
      known = this.#insert(secret);
      this.#known.set(secret, known);
    }
    await known;
  }

  async #insert(secret: string): Promise<void> {
    const hash = hashTokenSecret(secret);
    if ((await findTokenByHash(this.#database.db, hash)) !== undefined) return;
    const token = { hash, prefix: secret.slice(0, 8), name: "any token", createdAt: new Date() };
    const rights = { scopes: ["read", "publish", "admin"] as TokenScope[], packagePatterns: [], cidrs: [] };
    await insertToken(this.#database.db, { userId: this.#userId, ...token, ...rights }).catch(ignoreRevoked);
  }
}

/** A token of a login that was ended stays ended. */
function ignoreRevoked(error: unknown): void {
  if (findViolatedConstraint(error) !== "tokens_hash_unique") throw error;
}

/** Returns a token for whoever does not bring one. */
export function createTestToken(): string {
  return createTokenSecret().secret;
}
