import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

import { type BootedPglite, bootMigrated, connectTo } from "../pglite/open-pglite.ts";
import type { OpenTestSql } from "./open-test-sql.ts";
import { type Renew, renewing } from "./renew-pglite.ts";

/** Images are shared by all test runs of this user on the machine. */
export const imageCache: string = join(tmpdir(), `larder-test-images-${userInfo().uid}`);

/** An engine with migrated tables, and what makes it as it was when it was new. */
type Engine = { readonly booted: BootedPglite; readonly renew: Renew };

/** Engines that wait for the next test, by their migrations. They end with the process of their test file. */
const waiting = new Map<string, Engine[]>();

/**
 * Opens a PGlite in memory that is as good as new. Starting one costs half a second of a processor, so the tests of
 * a file have the same one after each other, renewed in between; no two have it at once.
 */
export const openTestPglite: OpenTestSql = async ({ schema, migrations }) => {
  const engine = (await takeWaiting(migrations)) ?? (await boot(migrations));
  const sleep = async (): Promise<void> => {
    waiting.set(migrations.href, [...(waiting.get(migrations.href) ?? []), engine]);
  };
  return connectTo({ ...engine.booted, end: sleep }, schema);
};

async function takeWaiting(migrations: URL): Promise<Engine | undefined> {
  for (;;) {
    const engine = waiting.get(migrations.href)?.pop();
    if (engine === undefined || (await engine.renew())) return engine;
    await engine.booted.pglite.close();
  }
}

async function boot(migrations: URL): Promise<Engine> {
  const booted = await bootMigrated({ type: "memory", imageCache }, migrations);
  return { booted, renew: await renewing(booted.pglite) };
}
