import { afterAll, describe, inject } from "vitest";

import type { Sql, SqlSchema } from "../sql.ts";
import { openTestPglite } from "./open-test-pglite.ts";
import { type OpenTestSql, openTestPostgresOn, type TestSqlOptions } from "./open-test-sql.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A Postgres server whose user may create databases; provided by the global setup of the test run. */
    postgresUrl: string;
  }
}

/**
 * Runs the same tests on PGlite and on Postgres.
 *
 * `openTestSql` opens an empty, migrated database of the test's own; all are closed after the last
 * test. Open one in `beforeAll` where tests do not disturb each other: it takes 0.05 to 0.5 s.
 */
export function describeEachEngine(title: string, defineTests: (openTestSql: OpenTestSql) => void): void {
  describe(`${title} on PGlite`, () => {
    defineTests(closingAfterAll(openTestPglite));
  });

  const postgresUrl: string | undefined = inject("postgresUrl");
  describe.skipIf(postgresUrl === undefined)(`${title} on Postgres`, () => {
    defineTests(closingAfterAll(openTestPostgresOn(postgresUrl ?? "")));
  });
}

function closingAfterAll(open: OpenTestSql): OpenTestSql {
  const opened: Pick<Sql, "close">[] = [];
  afterAll(async () => {
    await Promise.all(opened.map((sql) => sql.close()));
  });
  return async <Schema extends SqlSchema>(options: TestSqlOptions<Schema>): Promise<Sql<Schema>> => {
    const sql = await open(options);
    opened.push(sql);
    return sql;
  };
}
