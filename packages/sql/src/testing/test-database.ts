import { randomUUID } from "node:crypto";
import postgres from "postgres";

/** An empty database on the server of the test run. */
export type TestDatabase = { readonly url: string; drop(): Promise<void> };

/** Creates an empty database on the server at `serverUrl`, whose user may create databases. */
export async function createTestDatabase(serverUrl: string): Promise<TestDatabase> {
  const name = `larder_test_${randomUUID().replaceAll("-", "")}`;
  await runOnServer(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => runOnServer(serverUrl, `drop database if exists ${name} with (force)`) };
}

async function runOnServer(serverUrl: string, statement: string): Promise<void> {
  const server = postgres(serverUrl, { max: 1, onnotice: () => undefined });
  try {
    await server.unsafe(statement);
  } finally {
    await server.end();
  }
}
