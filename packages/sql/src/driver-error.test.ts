import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { once } from "node:events";
import { expect, test } from "vitest";

import { isDatabaseUnreachable } from "./driver-error.ts";

const missingPath = "/nonexistent/larder/.s.PGSQL.5432";

test("a server's socket that is not there means that the database cannot be reached", async () => {
  const error: unknown = await once(connect(missingPath), "connect").catch((failure: unknown) => failure);

  expect(isDatabaseUnreachable(new Error("Failed query", { cause: error }))).toBe(true);
});

test("a file that is not there says nothing about the database", async () => {
  const error: unknown = await readFile(missingPath).catch((failure: unknown) => failure);

  expect(isDatabaseUnreachable(error)).toBe(false);
});
