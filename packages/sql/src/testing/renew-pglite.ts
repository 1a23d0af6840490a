import type { PGlite } from "@electric-sql/pglite";

/** Makes a database as it was. Returns false where more than rows was changed: nobody should use that one again. */
export type Renew = () => Promise<boolean>;

/** Where the rows are kept that a database had from the beginning. */
const pristine = "pristine";

/** Everything that has a name: tables, with their columns and constraints, indexes, sequences, functions, triggers, schemas, roles. */
const namedThings = `
  with relations as (
    select oid, relname from pg_class
    where relkind in ('r', 'i', 'S', 'v', 'm')
      and (relpersistence = 't' or relnamespace::regnamespace::text !~ '^(pg_|information_schema)')
  )
  select md5(string_agg(thing, ',' order by thing)) as text from (
    select concat_ws(' ', oid, relname) from relations
    union all select concat_ws(' ', attrelid, attnum, attname, atttypid, attnotnull, atthasdef)
      from pg_attribute join relations on relations.oid = attrelid where attnum > 0
    union all select concat_ws(' ', oid, conname) from pg_constraint
    union all select oid::text from pg_proc
    union all select oid::text from pg_trigger where not tgisinternal
    union all select oid::text from pg_namespace where nspname !~ '^pg_'
    union all select oid::text from pg_roles
  ) as things(thing)`;

const tableNames = `
  select format('%I.%I', schemaname, tablename) as text from pg_tables
  where schemaname not in ('pg_catalog', 'information_schema')`;

const sequenceStatements = `
  select format(
    'select setval(%L, %s, %L);',
    format('%I.%I', schemaname, sequencename), coalesce(last_value, start_value), last_value is not null
  ) as text from pg_sequences`;

/** Returns what makes `pglite` as it is now, whatever rows are written meanwhile. */
export async function renewing(pglite: PGlite): Promise<Renew> {
  const tables = await textsOf(pglite, tableNames);
  const rewind = await textsOf(pglite, sequenceStatements);
  const refill = await keepRows(pglite, tables);
  const things = await textsOf(pglite, namedThings);
  return async () => {
    const [now] = await textsOf(pglite, namedThings);
    if (now !== things[0]) return false;
    const written = await withRows(pglite, tables);
    const empty = written.length === 0 ? [] : [`truncate ${written.join(", ")} cascade;`];
    const statements = [
      "begin;",
      "set local session_replication_role = replica;",
      ...empty,
      ...refill,
      ...rewind,
      "commit;",
    ];
    await pglite.exec(["deallocate all;", ...statements].join("\n"));
    return true;
  };
}

/** Copies the rows that are there, and returns the statements that put them back into empty tables. */
async function keepRows(pglite: PGlite, tables: readonly string[]): Promise<string[]> {
  await pglite.exec(`create schema ${pristine}`);
  const statements: string[] = [];
  for (const table of await withRows(pglite, tables)) {
    const copy = `${pristine}.${JSON.stringify(table)}`;
    await pglite.exec(`create table ${copy} as table ${table}`);
    statements.push(`insert into ${table} overriding system value table ${copy};`);
  }
  return statements;
}

function withRows(pglite: PGlite, tables: readonly string[]): Promise<string[]> {
  const queries = tables.map(
    (table) => `select '${table.replaceAll("'", "''")}' as text where exists (table ${table})`,
  );
  return textsOf(pglite, queries.join(" union all "));
}

async function textsOf(pglite: PGlite, query: string): Promise<string[]> {
  return (await pglite.query<{ text: string }>(query)).rows.map(({ text }) => text);
}
