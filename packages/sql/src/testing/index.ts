export { describeEachEngine } from "./describe-each-engine.ts";
export { newDatabases } from "./new-databases.ts";
export { openTestPglite } from "./open-test-pglite.ts";
export { openTestPostgresOn } from "./open-test-sql.ts";
export type { OpenTestSql, TestSqlOptions } from "./open-test-sql.ts";
export { createTestDatabase } from "./test-database.ts";
export type { TestDatabase } from "./test-database.ts";
export { testMigrations } from "./test-migrations.ts";
export type { TestMigration, WriteTestMigrations } from "./test-migrations.ts";
