// SPEC.md §9, configuration and hooks. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { decideConfiguration } from "./decide-configuration.ts";
import type { GivenSetting } from "./given-setting.ts";
import { parsePath } from "./json-tree.ts";

const name = "@acme/mailer";

const schema = {
  type: "object",
  additionalProperties: false,
  properties: {
    debug: { type: "boolean", "x-env": "DEBUG" },
    smtp: {
      type: "object",
      properties: {
        host: { type: "string", "x-env": "SMTP_HOST" },
        port: { type: "integer", maximum: 65_535, default: 25 },
        relays: { type: "array", items: { type: "string" } },
      },
    },
    login: { type: "object", properties: { password: { type: "string", "x-secret": true } } },
  },
};

function given(settings: { readonly [path: string]: string }): readonly GivenSetting[] {
  return Object.entries(settings).map(([path, text]) => ({ packageName: name, path: parsePath(path), text }));
}

test("[G1] [D18] what the command line of a start says stands over everything, as the schema wants it", () => {
  const decided = decideConfiguration(name, schema, {
    defaults: { smtp: { host: "defaults" } },
    profile: { smtp: { host: "profile" } },
    file: { smtp: { host: "file" } },
    kept: { smtp: { host: "kept" } },
    environment: { SMTP_HOST: "x-env", LARDER__ACME_MAILER__SMTP__HOST: "by name", RELAY: "relay.example", DEBUG: "1" },
    given: given({ "smtp.host": "${RELAY}", "smtp.port": "26", "smtp.relays": '["a=b"]', debug: "no" }),
  });

  expect(decided).toMatchObject({
    problems: [],
    values: { debug: false, smtp: { host: "relay.example", port: 26, relays: ["a=b"] } },
  });
  expect(decided.settings.map(({ source }) => source)).toEqual(["flags", "flags", "flags", "flags", undefined]);
});

test("[G1] of two for one place the later counts, and a section is merged with what stands below", () => {
  const twice = [...given({ "smtp.port": "1" }), ...given({ "smtp.port": "2", smtp: '{"host":"h"}' })];

  const { values, settings } = decideConfiguration(name, schema, { file: { smtp: { relays: ["a"] } }, given: twice });

  expect(values).toEqual({ smtp: { host: "h", port: 2, relays: ["a"] } });
  expect(settings.find(({ path }) => path.at(-1) === "relays")?.source).toBe("file");
});

test("[G2] [G3] what does not fit names the flag to mend, and never its text", () => {
  const { problems } = decideConfiguration(name, schema, {
    environment: { LARDER__ACME_MAILER__SMTP__PORT: "1" },
    given: given({
      "smtp.port": "70000",
      debug: "hunter2",
      prot: "1",
      "smtp.host": "${NOBODY}",
    }),
  });

  expect(problems.map(({ path, reason, fix }) => `${path} ${reason}; ${fix}`)).toEqual([
    "smtp.host is taken from the variable `NOBODY`, which is not set for this host; Set `NOBODY` in the environment of `larder start`, or in `.env` of the host",
    "debug must be true or false; Mend or remove `--set @acme/mailer.debug=…` of `larder start`",
    "prot is no setting of it; Mend or remove `--set @acme/mailer.prot=…` of `larder start`",
    "smtp.port must be <= 65535; Mend or remove `--set @acme/mailer.smtp.port=…` of `larder start`",
  ]);
});

test("[G2] [G6] a secret on the command line is refused, also as a part of a section, and what was told counts on", () => {
  const { problems, values } = decideConfiguration(name, schema, {
    kept: { login: { password: "sealed" } },
    given: given({ "login.password": "sesame", login: '{"password":"sesame"}' }),
  });

  expect(problems.map(({ path }) => path)).toEqual(["login.password", "login"]);
  expect(problems[0]).toMatchObject({
    reason: "is a secret, or holds one, and other users of this machine can read a command line",
    fix: "Mend or remove `--set @acme/mailer.login.password=…` of `larder start`",
  });
  expect(values).toMatchObject({ login: { password: "sealed" } });
  expect(JSON.stringify(problems)).not.toContain("sesame");
});

test("[G1] a key that every object inherits is a key like any other", () => {
  const { values } = decideConfiguration(name, undefined, {
    given: given({ "constructor.prototype.polluted": "1", toString: "x", "__proto__.polluted": "1" }),
  });

  expect(Object.keys(values)).toEqual(["constructor", "toString", "__proto__"]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
