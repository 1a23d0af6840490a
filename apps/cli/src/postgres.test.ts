import { createTestDatabase } from "@larder/sql/testing";
import { expect, inject, test } from "vitest";

import { newWorkplace } from "./testing/larder-process.ts";

test("with `--database-url` users are made before and while the server runs, and two servers may share the database", async () => {
  const database = await createTestDatabase(inject("postgresUrl"));
  await using place = await newWorkplace();
  const on = ["--database-url", database.url];
  const serve = ["serve", "--listen", "127.0.0.1:0", "--uplink", "none", "--data", "data", ...on];

  const before = await place.run(["user", "add", "ada", ...on, "--json"], "correct horse battery\n");
  const first = await place.start(serve);
  const second = await place.start(serve);
  const token = await place.run(["token", "create", "--user", "ada", "--scope", "read", ...on]);
  const login = await place.run(["login", "--registry", second.url, "--token", token.stdout.trim(), "--json"]);
  const ends = [await first.stop("SIGTERM"), await second.stop("SIGTERM")];

  expect(before.document()).toMatchObject({ ok: true, data: { name: "ada" } });
  expect(login.document()).toMatchObject({ ok: true, data: { user: "ada", registry: second.url } });
  expect(ends.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  await database.drop();
});

test("a Postgres server that is not there is a sentence that does not show its password", async () => {
  await using place = await newWorkplace();
  const url = "postgres://ada:secret@127.0.0.1:1/larder";

  const { exitCode, stdout, document } = await place.run(["user", "add", "ada", "--database-url", url, "--json"]);

  expect(exitCode).not.toBe(0);
  expect(document()).toMatchObject({ ok: false, error: { code: "EUNAVAILABLE" } });
  expect(stdout).not.toContain("secret");
});
