import { ExpectedError } from "@larder/errors";
import type { RunQuery, Sql } from "@larder/sql";

/** The host's login at the database may not make what keeps packages apart. */
export class RolesRefusedError extends ExpectedError {
  readonly code = "EDATABASE";

  constructor(cause: unknown) {
    super("The host's login may not create roles in its database, which keep packages from each other's tables", {
      cause,
      hint: "Give it the right once, as an administrator of the database: `alter role <login> createrole`",
    });
  }
}

/** The right to become a role; before Postgres 16, whoever was a member had it. */
const granted = "case when current_setting('server_version_num')::int < 160000 then 'member' else 'set' end";

/** The SQL states of what another transaction did at the same time. */
const collisions: ReadonlySet<unknown> = new Set(["23505", "42710", "XX000", "40001", "40P01"]);
const triesMax = 5;

/** The SQL state of what a login may not do. */
const insufficientPrivilege = "42501";

/**
 * Makes the schema `name`, and a role of that name that owns it and may nothing else. Again is harmless, also for
 * several hosts at once.
 *
 * Throws {@link RolesRefusedError}.
 */
export async function prepareSchema(sql: Sql, name: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await sql.transaction((query) => makeSchema(query, sql.engine, name));
      return;
    } catch (failure) {
      const state = stateOf(failure);
      if (state === insufficientPrivilege) throw new RolesRefusedError(failure);
      // Roles belong to all databases of a server: a host of another one may make it at the same time.
      if (!collisions.has(state) || tries === triesMax) throw failure;
    }
  }
}

async function makeSchema(query: RunQuery, engine: Sql["engine"], name: string): Promise<void> {
  const role = quoteIdentifier(name);
  const text = `'${name.replaceAll("'", "''")}'`;
  await query("select pg_advisory_xact_lock(hashtext('larder_host.roles'))");
  if ((await query("select 1 from pg_roles where rolname = $1", [name])).length === 0) {
    await query(`create role ${role} nologin`);
  }
  if ((await query(`select 1 where pg_has_role(current_user, ${text}, ${granted})`)).length === 0) {
    await query(`grant ${role} to current_user`);
  }
  await query(`create schema if not exists ${role} authorization ${role}`);
  await query(`alter schema ${role} owner to ${role}`);
  await query(takeOver(text));
  // Temporary tables would stay on the connection, where the next package looks first.
  await query("do $$ begin execute format('revoke temporary on database %I from public', current_database()); end $$");
  // Only where the whole database is the host's own.
  if (engine === "pglite")
    await query("revoke execute on function pg_catalog.set_config(text, text, boolean) from public");
}

/** Tables that a host of an older kind made in the schema are the package's own. */
function takeOver(text: string): string {
  return `do $$ declare one record; begin
    for one in select c.relname, c.relkind from pg_class c
      where c.relnamespace = (select oid from pg_namespace where nspname = ${text}) and c.relkind in ('r', 'p', 'v', 'm')
        and c.relowner <> (select oid from pg_roles where rolname = ${text})
    loop
      execute format('alter %s %I.%I owner to %I',
        case one.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end,
        ${text}, one.relname, ${text});
    end loop;
  end $$`;
}

function stateOf(failure: unknown): unknown {
  return typeof failure === "object" && failure !== null && "code" in failure ? failure.code : undefined;
}

/** Returns `name` as SQL writes a name that may hold anything. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
