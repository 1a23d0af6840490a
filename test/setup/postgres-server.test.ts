import postgres from "postgres";
import { expect, inject, test } from "vitest";

import { startPostgresServer } from "./postgres-server.ts";

test("every project is given a real Postgres 18", async () => {
  const sql = postgres(inject("postgresUrl"), { max: 1 });

  const [row] = await sql<{ version: string }[]>`select current_setting('server_version') as version`;
  await sql.end();

  expect(row?.version).toMatch(/^18\./);
});

test("a durable server syncs what it acknowledges", async () => {
  const server = await startPostgresServer({ durable: true });
  const sql = postgres(server.url, { max: 1 });

  const [row] = await sql<{ fsync: string }[]>`select current_setting('fsync') as fsync`;
  await sql.end();
  await server.stop();

  expect(row?.fsync).toBe("on");
});
