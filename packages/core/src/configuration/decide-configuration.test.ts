// SPEC.md §9, configuration and hooks. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { decideConfiguration } from "./decide-configuration.ts";

const schema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  type: "object",
  additionalProperties: false,
  required: ["db"],
  properties: {
    debug: { type: "boolean", default: false, "x-env": "DEBUG" },
    db: {
      type: "object",
      required: ["host", "password"],
      properties: {
        host: { type: "string", "x-env": "DB_HOST" },
        port: { type: "integer", minimum: 1, maximum: 65_535, default: 5432, "x-env": "DB_PORT" },
        password: { type: "string", minLength: 4, "x-secret": true, "x-env": "DB_PASSWORD" },
      },
    },
  },
};

const name = "@acme/mailer";

test("[G1] [D18] [W5] flags win over the environment, then the file, the profile, the defaults, the schema", () => {
  const all = {
    defaults: { db: { host: "defaults", port: 1, password: "defaults" } },
    profile: { db: { host: "profile", port: 2, password: "profile" } },
    file: { db: { host: "file", port: 3 } },
    environment: { DB_HOST: "environment" },
  };

  expect(decideConfiguration(name, schema, { ...all, flags: { db: { host: "flags" } } })).toMatchObject({
    problems: [],
    values: { debug: false, db: { host: "flags", port: 3, password: "profile" } },
  });
  expect(decideConfiguration(name, schema, all).values["db"]).toMatchObject({ host: "environment" });
  expect(decideConfiguration(name, schema, { defaults: all.defaults }).values["db"]).toEqual(all.defaults.db);
});

test("[G2] [W5] what is missing is named with the command that sets it, and a secret's never with a value", () => {
  const { problems, values } = decideConfiguration(name, schema, {});

  expect(problems).toEqual([
    {
      packageName: name,
      path: "db.host",
      kind: "missing",
      reason: "is not set",
      fix: "larder config set @acme/mailer db.host VALUE",
    },
    {
      packageName: name,
      path: "db.password",
      kind: "missing",
      reason: "is not set",
      fix: "larder config set @acme/mailer db.password",
    },
  ]);
  expect(values).toEqual({ debug: false, db: { port: 5432 } });
});
