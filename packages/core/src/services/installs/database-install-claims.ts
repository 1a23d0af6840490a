import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import type { Sql } from "@larder/sql";

import { openingHostTable } from "../host-table.ts";
import type { InstallClaims, InstallWish } from "./install-claims.ts";
import { InstallLostError } from "./install-lost-error.ts";

/** What claims in a database stand on. */
export type DatabaseInstallClaimsOptions = {
  readonly open: () => Promise<Sql>;
  /** Told once when another host installs the package, and this one waits for it. */
  readonly onWait?: (packageName: string) => void;
  /** Told when a claim could not be renewed, or released. */
  readonly onFailure: (packageName: string, failure: unknown) => void;
  /** How long a claim holds that its host does not renew, in milliseconds: the host is gone. */
  readonly holdMs?: number;
};

const holdMsDefault = 15_000;
const lookEveryMs = 200;

/** What a row says of a package before it is claimed. */
type Before = { readonly current: string | null; readonly versions: readonly string[] };

const columns = `
  package text primary key,
  current text,
  versions text[] not null default '{}',
  holder text,
  held_until timestamptz`;

/**
 * Returns claims in the database that several hosts share: one row a package, with the versions that were installed, the
 * last of them, and until when a host installs one. A host that ends on the way leaves a claim that runs out.
 *
 * A lease in a row, and no lock of the connection: an installation may run for minutes, with hooks and statements of its
 * own, and would keep a connection from everybody else for so long.
 */
export function databaseInstallClaims(options: DatabaseInstallClaimsOptions): InstallClaims {
  const { open, onFailure, onWait, holdMs = holdMsDefault } = options;
  const prepare = openingHostTable(open, "installs", columns);

  return {
    async claim(wish) {
      const sql = await prepare();
      const holder = randomUUID();
      const before = await waitForTurn(sql, wish, { holder, holdMs, onWait });
      const release = holdClaim(sql, wish, { holder, holdMs, onFailure });
      if (wish.signal.aborted) {
        // It was stopped while the database answered: nobody is left to install anything, or to let go.
        await release();
        wish.signal.throwIfAborted();
      }
      return { verb: verbAfter(before, wish), done: () => noteDone(sql, wish, holder), release };
    },
    async forget(packageName) {
      try {
        const sql = await prepare();
        await sql.query("delete from larder_host.installs where package = $1 and holder is null", [packageName]);
      } catch (failure) {
        // It has left all the same.
        onFailure(packageName, failure);
      }
    },
  };
}

/** Renews a claim until it is released, or what was to be installed is stopped. Returns how it is released. */
function holdClaim(
  sql: Sql,
  { packageName, signal }: InstallWish,
  {
    holder,
    holdMs,
    onFailure,
  }: { readonly holder: string; readonly holdMs: number } & Pick<DatabaseInstallClaimsOptions, "onFailure">,
): () => Promise<void> {
  const change = async (until: string, values: readonly number[]): Promise<void> => {
    try {
      const statement = `update larder_host.installs set ${until} where package = $1 and holder = $2`;
      await sql.query(statement, [packageName, holder, ...values]);
    } catch (failure) {
      // It ends by itself when its time is over.
      onFailure(packageName, failure);
    }
  };
  const renewing = setInterval(
    () => void change("held_until = now() + $3 * interval '1 millisecond'", [holdMs]),
    holdMs / 3,
  ).unref();
  const release = async (): Promise<void> => {
    clearInterval(renewing);
    signal.removeEventListener("abort", giveUp);
    await change("holder = null, held_until = null", []);
  };
  const giveUp = (): void => void release();
  signal.addEventListener("abort", giveUp, { once: true });
  return release;
}

async function noteDone(sql: Sql, { packageName, version }: InstallWish, holder: string): Promise<void> {
  const noted = await sql.query(
    `update larder_host.installs set current = $3::text, versions = array_append(array_remove(versions, $3::text), $3::text)
     where package = $1 and holder = $2 returning package`,
    [packageName, holder, version],
  );
  if (noted.length === 0) throw new InstallLostError(packageName, version);
}

/** A host that is new meets a version that others had before: it is there. One that goes back to it brings it back. */
function verbAfter(
  { current, versions }: Before,
  { version, isKnownHere }: InstallWish,
): "install" | "upgrade" | undefined {
  if (current === null) return isKnownHere ? "upgrade" : "install";
  if (current === version || (!isKnownHere && versions.includes(version))) return undefined;
  return "upgrade";
}

async function waitForTurn(
  sql: Sql,
  { packageName, signal }: InstallWish,
  {
    holder,
    holdMs,
    onWait,
  }: { readonly holder: string; readonly holdMs: number; readonly onWait: DatabaseInstallClaimsOptions["onWait"] },
): Promise<Before> {
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted();
    const [row] = await sql.query(
      `insert into larder_host.installs (package, holder, held_until)
       values ($1, $2, now() + $3 * interval '1 millisecond')
       on conflict (package) do update set holder = excluded.holder, held_until = excluded.held_until
         where installs.held_until is null or installs.held_until < now()
       returning current, to_json(versions) as versions`,
      [packageName, holder, holdMs],
    );
    if (row !== undefined) return row as unknown as Before;
    if (tries === 1) onWait?.(packageName);
    // What ends the pause ends the wait, by its own reason.
    await sleep(lookEveryMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}
