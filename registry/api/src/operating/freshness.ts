import {
  accountsChannel,
  findNewRevisions,
  type ChangeRow,
  listChanges,
  listRestricted,
  type RegistryDatabase,
  type Revisions,
} from "@larder/registry-database";

import type { KnownCallers } from "../accounts/known-callers.ts";
import { coalesce } from "../packuments/coalesce.ts";
import type { HostedDocuments } from "../packuments/hosted-documents.ts";
import type { HostedNames } from "../packuments/hosted-names.ts";
import type { HostedTarballs } from "../packuments/hosted-tarballs.ts";

const changesPageSize = 1000;

/** What remembers rows of the database, and must forget them in time. */
export type Remembering = {
  readonly callers: KnownCallers;
  readonly documents: HostedDocuments;
  readonly tarballs: HostedTarballs;
  readonly names: HostedNames;
};

/** Keeps what this process remembers no older than the requests that it answers. */
export type Freshness = {
  /** Makes sure that everything that was committed anywhere before this call is seen after it. */
  readonly refresh: () => Promise<void>;
  /** Stops to listen. */
  close(): Promise<void>;
};

/**
 * Lets `remembering` forget what changes after `seen`, which was read before anything that it remembers.
 *
 * On PGlite this process is the only writer: whoever writes a document says so, and the database itself says when an
 * account changed, before the commit resolves. On Postgres others write, too: every read passes a barrier, one tiny
 * query that all requests share that wait at the same time.
 */
export async function openFreshness(
  database: RegistryDatabase,
  seen: Revisions,
  remembering: Remembering,
): Promise<Freshness> {
  if (database.engine === "pglite") {
    const stop = await database.listen(accountsChannel, () => remembering.callers.forgetAll());
    return { refresh: () => Promise.resolve(), close: stop };
  }
  const follower = new ChangeFollower(database, seen, remembering);
  return { refresh: coalesce(() => follower.follow()), close: () => Promise.resolve() };
}

class ChangeFollower {
  readonly #database: RegistryDatabase;
  readonly #remembering: Remembering;
  #seen: Revisions;

  constructor(database: RegistryDatabase, seen: Revisions, remembering: Remembering) {
    this.#database = database;
    this.#seen = seen;
    this.#remembering = remembering;
  }

  /** Forgets what has changed since the last time. */
  async follow(): Promise<void> {
    const found = await findNewRevisions(this.#database, this.#seen);
    if (found === undefined) return;
    if (found.accounts !== this.#seen.accounts) this.#remembering.callers.forgetAll();
    this.#seen = { ...this.#seen, accounts: found.accounts };
    while (this.#seen.sequence < found.sequence) await this.#followChanges(found.sequence);
  }

  async #followChanges(sequence: number): Promise<void> {
    const { documents, tarballs } = this.#remembering;
    const changes = await listChanges(this.#database.db, { after: this.#seen.sequence, size: changesPageSize });
    const last = changes.at(-1);
    if (last === undefined) throw new Error(`The change ${sequence} is missing from the list of changes`);
    await this.#followReaders(changes);
    for (const { packageName, kind } of changes) {
      documents.forget(packageName);
      if (kind === "unpublish") tarballs.forget(packageName);
    }
    this.#seen = { ...this.#seen, sequence: last.sequence };
  }

  /** Only some changes can have changed whom a package is for; most publishes are none of them. */
  async #followReaders(changes: readonly ChangeRow[]): Promise<void> {
    const names = changes.filter(mayChangeReaders).map(({ packageName }) => packageName);
    if (names.length === 0) return;
    const restricted = await listRestricted(this.#database.db, names);
    for (const name of names) this.#remembering.names.setReaders(name, restricted.get(name) ?? null);
  }
}

function mayChangeReaders({ kind, revision }: ChangeRow): boolean {
  return kind === "access" || kind === "maintainers" || (kind === "publish" && revision === 1);
}
