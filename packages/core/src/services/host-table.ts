import type { Sql } from "@larder/sql";

/**
 * Returns what opens the database that several hosts share, with the table `larder_host.<name>` of these columns in it:
 * once, and again where that failed.
 *
 * Hosts may start together, and make several of these tables: who comes second waits for the first, and finds them there.
 */
export function openingHostTable(open: () => Promise<Sql>, name: string, columns: string): () => Promise<Sql> {
  let opened: Promise<Sql> | undefined;

  async function create(): Promise<Sql> {
    const sql = await open();
    await sql.transaction(async (query) => {
      await query("select pg_advisory_xact_lock(hashtext('larder_host'))");
      await query("create schema if not exists larder_host");
      await query(`create table if not exists larder_host.${name} (${columns})`);
    });
    return sql;
  }

  return () => {
    opened ??= create().catch((failure: unknown) => {
      opened = undefined;
      throw failure;
    });
    return opened;
  };
}
