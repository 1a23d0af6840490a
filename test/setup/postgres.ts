import type { TestProject } from "vitest/node";

// For its declaration of what is provided here; its code is not loaded.
// oxlint-disable-next-line import/no-empty-named-blocks, unicorn/require-module-specifiers
import type {} from "@larder/sql/testing";

import { startPostgresServer } from "./postgres-server.ts";

/**
 * Gives every test `inject("postgresUrl")`: a real Postgres that lives as long as the run. Tests make databases
 * of their own in it. `TEST_DATABASE_URL` names another server, whose user must be allowed to create databases.
 */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const given = process.env["TEST_DATABASE_URL"];
  if (given !== undefined && given !== "") {
    provide("postgresUrl", given);
    return async () => {};
  }
  const server = await startPostgresServer();
  provide("postgresUrl", server.url);
  return () => server.stop();
}
