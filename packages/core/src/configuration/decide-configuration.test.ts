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

test("[G1] [D18] [W5] the environment wins, then the file, the profile, the defaults, the schema", () => {
  const all = {
    defaults: { db: { host: "defaults", port: 1, password: "defaults" } },
    profile: { db: { host: "profile", port: 2, password: "profile" } },
    file: { db: { host: "file", port: 3 } },
    environment: { DB_HOST: "environment" },
  };

  expect(decideConfiguration(name, schema, all)).toMatchObject({
    problems: [],
    values: { debug: false, db: { host: "environment", port: 3, password: "profile" } },
  });
  const started = { ...all.environment, LARDER__ACME_MAILER__DB__HOST: "this start" };
  expect(decideConfiguration(name, schema, { ...all, environment: started }).values["db"]).toMatchObject({
    host: "this start",
  });
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

const leaves = {
  properties: {
    flag: { type: "boolean", "x-env": "FLAG" },
    count: { type: "integer", "x-env": "COUNT" },
    ratio: { type: ["number", "null"], "x-env": "RATIO" },
    tags: { type: "array", "x-env": "TAGS" },
    extra: { type: "object", "x-env": "EXTRA" },
    level: { enum: [1, "high"], "x-env": "LEVEL" },
    pin: { type: "string", "x-env": "PIN" },
    loose: { "x-env": "LOOSE" },
  },
};

test("[G3] [W6] texts of the environment become what the schema wants", () => {
  const environment = {
    FLAG: "Yes",
    COUNT: " 7 ",
    RATIO: "1e-2",
    TAGS: '["a"]',
    EXTRA: '{"a":1}',
    LEVEL: "1",
    PIN: "007",
    LOOSE: "[1]",
  };

  expect(decideConfiguration(name, leaves, { environment })).toMatchObject({
    problems: [],
    values: { flag: true, count: 7, ratio: 0.01, tags: ["a"], extra: { a: 1 }, level: 1, pin: "007", loose: [1] },
  });
  expect(decideConfiguration(name, leaves, { environment: { RATIO: "", LEVEL: "high", LOOSE: "x" } }).values).toEqual({
    ratio: null,
    level: "high",
    loose: "x",
  });
});

test("[G3] [G6] a text that means nothing is a problem with the variable's name, and without the text", () => {
  const environment = { FLAG: "hunter2", COUNT: "hunter2", TAGS: "hunter2" };

  const { problems } = decideConfiguration(name, leaves, { environment });

  expect(problems.map(({ path, reason, fix }) => `${path} ${reason}; ${fix}`)).toEqual([
    "flag must be true or false; Mend or remove the variable `FLAG`",
    "count must be a whole number; Mend or remove the variable `COUNT`",
    "tags must be a list, as JSON; Mend or remove the variable `TAGS`",
  ]);
});

test("[G1] [D19] [X55] a package's own variables name any setting, and win over those of `x-env`", () => {
  const environment = {
    DB_HOST: "by x-env",
    LARDER__ACME_MAILER__DB__HOST: "by name",
    LARDER__ACME_MAILER__DB__PASSWORD: "sesame",
    LARDER__ACME_MAILER__DEBUG: "on",
    LARDER__ACME_MAILERS__DEBUG: "of another package",
  };

  expect(decideConfiguration(name, schema, { environment })).toMatchObject({
    problems: [],
    values: { debug: true, db: { host: "by name", password: "sesame" } },
  });
  const { problems } = decideConfiguration(name, schema, {
    environment: { ...environment, LARDER__ACME_MAILER__DEBUGG: "on" },
  });
  expect(problems).toMatchObject([
    { path: "debugg", reason: "is no setting of it", fix: "Mend or remove the variable `LARDER__ACME_MAILER__DEBUGG`" },
  ]);
});

test("[G1] a variable of a section and one of a part of it are merged, in whatever order the environment has them", () => {
  const [whole, part] = [{ LARDER__ACME_MAILER__DB: '{"host":"h"}' }, { LARDER__ACME_MAILER__DB__PORT: "7" }];

  for (const environment of [
    { ...whole, ...part },
    { ...part, ...whole },
  ]) {
    expect(decideConfiguration(name, schema, { environment }).values).toMatchObject({ db: { host: "h", port: 7 } });
  }
});

test("[G1] [X4] [X55] keys of the manifest that nobody knows are the lowest layer, and are overridden by name", () => {
  const manifest = { apiUrl: "https://a.example", deep: { poolSize: 3 } };

  const decide = (environment: { readonly [name: string]: string }): unknown =>
    decideConfiguration(name, undefined, { manifest, environment }).values;

  expect(decide({})).toEqual(manifest);
  expect(decide({ LARDER__ACME_MAILER__DEEP__POOL_SIZE: "5" })).toEqual({ ...manifest, deep: { poolSize: 5 } });
  expect(
    decideConfiguration(name, schema, { manifest: { colour: "red" }, file: { db: { host: "h", password: "word" } } }),
  ).toMatchObject({ problems: [], values: { debug: false } });
});

test("[G1] [X55] `${NAME}` in what the operator wrote is a variable; one that nobody set is a problem", () => {
  const file = { db: { host: "db.${REGION}.example", port: "${PORT}", password: "$${kept}" } };

  expect(decideConfiguration(name, schema, { file, environment: { REGION: "eu", PORT: "5433" } })).toMatchObject({
    problems: [],
    values: { db: { host: "db.eu.example", port: 5433, password: "${kept}" } },
  });
  expect(decideConfiguration(name, schema, { file, environment: { REGION: "eu" } }).problems).toMatchObject([
    { path: "db.port", kind: "variable", reason: "is taken from the variable `PORT`, which is not set for this host" },
  ]);
});

const storage = {
  type: "object",
  required: ["kind", "bucket", "s3"],
  properties: {
    kind: { enum: ["disk", "s3"], default: "disk" },
    bucket: { type: "string", "x-visible-if": { kind: "s3" } },
    path: { type: "string", default: "data", "x-visible-if": { kind: ["disk", "tape"] } },
    s3: {
      type: "object",
      "x-visible-if": { kind: "s3" },
      required: ["key"],
      properties: { key: { type: "string", "x-secret": true, "x-generate": true } },
    },
  },
};

test("[G4] [W23] what does not show is neither required nor given; what shows is both", () => {
  const disk = decideConfiguration(name, storage, { file: { bucket: "left over" } });
  const s3 = decideConfiguration(name, storage, { file: { kind: "s3" } });

  expect(disk).toMatchObject({ problems: [], values: { kind: "disk", path: "data" } });
  expect(disk.values).not.toHaveProperty("bucket");
  expect(disk.settings.filter(({ isVisible }) => !isVisible).map(({ path }) => path)).toEqual([
    ["bucket"],
    ["s3", "key"],
  ]);
  expect(s3.problems.map(({ path }) => path)).toEqual(["bucket", "s3.key"]);
  expect(s3.values).toEqual({ kind: "s3", s3: {} });
});

test("[G2] defaults make a section only where it must be there, or where they make it whole", () => {
  const tls = { type: "object", required: ["cert"], properties: { cert: { type: "string" }, port: { default: 443 } } };
  const retry = { type: "object", properties: { times: { default: 3 } } };

  expect(decideConfiguration(name, { properties: { tls, retry } }, {}).values).toEqual({ retry: { times: 3 } });
  expect(decideConfiguration(name, { required: ["tls"], properties: { tls } }, {})).toMatchObject({
    values: { tls: { port: 443 } },
    problems: [{ path: "tls.cert", reason: "is not set" }],
  });
  expect(decideConfiguration(name, { properties: { tls } }, { file: { tls: { cert: "c" } } }).values).toEqual({
    tls: { cert: "c", port: 443 },
  });
});

test("[G1] [W5] both drafts are read, with what they refer to and what they join", () => {
  const definitions = { port: { type: "integer", default: 1, "x-env": "PORT" } };
  const old = {
    $schema: "http://json-schema.org/draft-07/schema#",
    definitions,
    properties: { port: { $ref: "#/definitions/port" }, pair: { items: [{ type: "string" }, { type: "number" }] } },
  };
  const now = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $defs: definitions,
    allOf: [{ properties: { port: { $ref: "#/$defs/port" } } }],
    properties: { pair: { prefixItems: [{ type: "string" }, { type: "number" }] } },
  };

  for (const draft of [old, now]) {
    const environment = { PORT: "25" };
    expect(decideConfiguration(name, draft, { environment, file: { pair: ["a", 1] } })).toMatchObject({
      problems: [],
      values: { port: 25, pair: ["a", 1] },
    });
    expect(decideConfiguration(name, draft, { file: { pair: [1, "a"] } }).problems.map(({ path }) => path)).toEqual([
      "pair.0",
      "pair.1",
    ]);
  }
});

test.each([
  [{ format: "email" }, "nobody", 'must match format "email"'],
  [{ format: "date-time" }, "yesterday", 'must match format "date-time"'],
  [{ format: "ipv4" }, "10.0.0", 'must match format "ipv4"'],
])("[G2] [W5] a text has the format that its schema asks for: %j", (rule, text, reason) => {
  const { problems } = decideConfiguration(
    name,
    { properties: { a: { type: "string", ...rule } } },
    { file: { a: text } },
  );

  expect(problems).toMatchObject([{ path: "a", reason }]);
});

test("[G6] a secret in a list, in a map of any names, behind a reference or a choice makes the whole of it one", () => {
  const secret = { type: "string", "x-secret": true };
  const open = {
    $defs: { key: secret },
    properties: {
      users: { type: "array", items: { properties: { password: secret } } },
      tokens: { type: "object", additionalProperties: { $ref: "#/$defs/key" } },
      login: { oneOf: [{ type: "null" }, { properties: { key: secret } }] },
      mixed: { properties: { host: { type: "string" } }, patternProperties: { "^k": secret } },
      plain: { type: "array", default: ["x-secret"] },
    },
    additionalProperties: { type: "array" },
  };
  const file = {
    users: [{ password: "a" }],
    tokens: { x: "b" },
    login: { key: "c" },
    mixed: { host: "h", k1: "d" },
    plain: ["e"],
    more: ["f"],
  };

  const { settings } = decideConfiguration(name, open, { file });

  expect(settings.map(({ path, isSecret, value }) => [path.join("."), isSecret, value])).toEqual([
    ["users", true, file.users],
    ["tokens", true, file.tokens],
    ["login", true, file.login],
    ["mixed.host", false, "h"],
    ["plain", false, ["e"]],
    ["mixed.k1", true, "d"],
    ["more", false, ["f"]],
  ]);
});
