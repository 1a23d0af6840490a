import { mkdirSync, mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { afterAll } from "vitest";

/** One migration: when it was written (in ms, which orders it) and its SQL. */
export type TestMigration = { readonly writtenAt: number; readonly sql: string };

/** Writes a migrations folder, as drizzle-kit would, and returns where it is. */
export type WriteTestMigrations = (migrations: readonly TestMigration[]) => URL;

/** Returns what writes migrations folders to temporary places, which go after the last test of the file. */
export function testMigrations(): WriteTestMigrations {
  const folders = new DisposableStack();
  afterAll(() => folders.dispose());
  return (migrations) => {
    const folder = folders.use(mkdtempDisposableSync(join(tmpdir(), "larder-migrations-"))).path;
    mkdirSync(join(folder, "meta"));
    const entries = migrations.map(({ writtenAt }, index) => {
      return { idx: index, version: "7", when: writtenAt, tag: `${index}_test`, breakpoints: true };
    });
    const journal = { version: "7", dialect: "postgresql", entries };
    writeFileSync(join(folder, "meta", "_journal.json"), JSON.stringify(journal));
    for (const [index, { sql }] of migrations.entries()) writeFileSync(join(folder, `${index}_test.sql`), sql);
    return pathToFileURL(folder);
  };
}
