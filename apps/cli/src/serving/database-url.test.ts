import { expect, test } from "vitest";

import { readEnvironment } from "../config.ts";
import { findDatabaseUrl } from "./database-url.ts";

const url = "postgres://ada:secret@127.0.0.1/larder";
const contextOf = (variables: { [name: string]: string }) => ({ environment: readEnvironment(variables) });

test("the flag wins over LARDER_DATABASE_URL, and without both there is none", () => {
  const context = contextOf({ LARDER_DATABASE_URL: url });

  expect(findDatabaseUrl(context, undefined)).toBe(url);
  expect(findDatabaseUrl(context, "postgresql://127.0.0.1/other")).toBe("postgresql://127.0.0.1/other");
  expect(findDatabaseUrl(contextOf({}), undefined)).toBeUndefined();
});

test.each(["mysql://ada:secret@127.0.0.1/larder", "ada:secret@127.0.0.1", "postgres://ada:secret@:port/"])(
  "what is no Postgres server is refused, and its password is not repeated: %s",
  (wrong) => {
    const refused = () => findDatabaseUrl(contextOf({ LARDER_DATABASE_URL: wrong }), undefined);

    expect(refused).toThrow("The value of `LARDER_DATABASE_URL` is not the URL of a Postgres server");
    expect(refused).not.toThrow("secret");
  },
);
