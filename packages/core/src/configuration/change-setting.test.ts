// SPEC.md §9, configuration and hooks. Rule ids in titles refer to it.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { type HostOnDisk, layHost } from "../testing/host-on-disk.ts";
import { setSetting, unsetSetting } from "./change-setting.ts";
import { type ConfigurableHost, openConfigurableHost } from "./configurable-packages.ts";
import { parsePath } from "./json-tree.ts";

const schema = {
  type: "object",
  additionalProperties: false,
  required: ["smtp"],
  properties: {
    debug: { type: "boolean" },
    level: { enum: ["low", "high"] },
    smtp: {
      type: "object",
      additionalProperties: false,
      required: ["host", "password"],
      properties: {
        host: { type: "string", minLength: 2 },
        port: { type: "integer", minimum: 1, "x-env": "SMTP_PORT" },
        password: { type: "string", minLength: 4, "x-secret": true },
        relays: { type: "array", items: { type: "string" } },
        tokens: { type: "object", additionalProperties: { type: "string", "x-secret": true } },
      },
    },
  },
};

const name = "@home/mailer";
let laid: HostOnDisk;

beforeEach(async () => {
  laid = await layHost([{ name, larder: { config: { schema } }, files: {} }]);
  await writeFile(
    join(laid.directory, "larder.yaml"),
    `registries: { home: http://127.0.0.1:5273 }
packages:
  # Ask Ada.
  "@home/mailer":
    config:
      smtp:
        password: plainly # soon gone
        port: 25
`,
  );
});

afterEach(() => laid[Symbol.asyncDispose]());

const host = (variables = {}): Promise<ConfigurableHost> => openConfigurableHost(laid.directory, variables);
const manifest = (): Promise<string> => readFile(join(laid.directory, "larder.yaml"), "utf8");
const at = (path: string): { readonly packageName: string; readonly path: readonly string[] } => ({
  packageName: name,
  path: parsePath(path),
});

test("[G3] [G17] a text becomes what the schema wants, and comments stay", async () => {
  await setSetting(await host(), at("debug"), "yes");
  await setSetting(await host(), at("smtp.port"), "26");
  await setSetting(await host(), at("smtp.relays"), '["a","b"]');
  const changed = await setSetting(await host(), at("smtp.host"), "${RELAY}");

  expect(changed).toMatchObject({ place: "larder.yaml", isSecret: false, source: "file" });
  expect(changed.problems).toMatchObject([{ path: "smtp.host", kind: "variable" }]);
  expect(await manifest()).toContain("  # Ask Ada.\n");
  expect((await (await host({ RELAY: "relay.example" })).configure(name)).values).toEqual({
    debug: true,
    smtp: { host: "relay.example", port: 26, password: "plainly", relays: ["a", "b"] },
  });
});

test.each([
  ["debug", "perhaps", "`debug` must be true or false"],
  ["level", "middle", "`level` must be one of `low`, `high`"],
  ["smtp.port", "0", "`smtp.port` must be >= 1"],
  ["smtp.port", "many", "`smtp.port` must be a whole number"],
  ["smtp.host", "x", "`smtp.host` must NOT have fewer than 2 characters"],
  ["smtp.relays", "[1]", "`smtp.relays.0` must be string"],
  ["smtp.haste", "x", "`smtp.haste` is no setting of it"],
  ["smtp", '{"host":"ok"}', "`smtp` holds the secret `smtp.password`: set each part by itself"],
  ["smtp.password", "abc", "`smtp.password` must NOT have fewer than 4 characters"],
])("[G17] %s does not take %s, and not a byte changes", async (path, text, reason) => {
  const before = await manifest();

  await expect(setSetting(await host(), at(path), text)).rejects.toThrow(`\`${name}\` does not take that: ${reason}`);

  expect(await manifest()).toBe(before);
});

test("[G17] what a variable hides is refused all the same", async () => {
  const refused = setSetting(await host({ SMTP_PORT: "2525" }), at("smtp.port"), "-1");

  await expect(refused).rejects.toThrow("`smtp.port` must be >= 1");
  expect(await setSetting(await host({ SMTP_PORT: "2525" }), at("smtp.port"), "7")).toMatchObject({
    source: "environment",
  });
});

test("[G6] [G17] a secret is sealed, and goes from the file where it stood readable", async () => {
  const changed = await setSetting(await host(), at("smtp.password"), "correct horse");

  expect(changed).toMatchObject({ place: ".larder/secrets.json", isSecret: true, source: "kept" });
  expect(await manifest()).not.toMatch(/password|horse/);
  const { values } = await (await host()).configure(name);
  expect(values).toMatchObject({ smtp: { password: "correct horse", port: 25 } });
  await setSetting(await host(), at("smtp.password"), "battery staple");
  expect((await (await host()).configure(name)).values).toMatchObject({ smtp: { password: "battery staple" } });
});

test("[G6] [G17] a part of a secret is one, and goes with what holds it", async () => {
  const changed = await setSetting(await host(), at("smtp.tokens.github"), "correct horse");

  expect(changed).toMatchObject({ place: ".larder/secrets.json", isSecret: true });
  expect((await (await host()).configure(name)).values).toMatchObject({
    smtp: { tokens: { github: "correct horse" } },
  });
  expect(await manifest()).not.toContain("horse");
  expect(await unsetSetting(await host(), at("smtp"))).toMatchObject({ isSecret: true });
  expect((await (await host()).configure(name)).values).not.toHaveProperty("smtp.tokens");
});

test.each(["", "smtp..host", "__proto__.a", "smtp.__proto__", "a.".repeat(20_000) + "a"])(
  "[G17] `%s` is no name of a setting",
  async (path) => {
    const before = await manifest();

    await expect(setSetting(await host(), at(path), "other.yaml")).rejects.toThrow("is no name of a setting");
    await expect(unsetSetting(await host(), at(path))).rejects.toThrow("is no name of a setting");

    expect(await manifest()).toBe(before);
  },
);

test("[G17] several who set something at once lose nothing of each other", async () => {
  await Promise.all(
    ["debug=true", "level=low", "smtp.host=mail.example", "smtp.port=26", "smtp.tokens.a=one", "smtp.tokens.b=two"].map(
      async (text) => {
        const [path = "", value = ""] = text.split("=");
        await setSetting(await host(), at(path), value);
      },
    ),
  );

  expect((await (await host()).configure(name)).values).toEqual({
    debug: true,
    level: "low",
    smtp: { host: "mail.example", port: 26, password: "plainly", tokens: { a: "one", b: "two" } },
  });
});

test("[G17] what was set is taken back, and nothing is told twice", async () => {
  await setSetting(await host(), at("smtp.password"), "correct horse");

  expect(await unsetSetting(await host(), at("smtp.password"))).toMatchObject({ isSecret: true, source: undefined });
  expect(await unsetSetting(await host(), at("smtp.port"))).toMatchObject({ place: "larder.yaml" });
  expect(await unsetSetting(await host(), at("smtp.port"))).toBeUndefined();
  expect(await manifest()).toBe("registries: { home: http://127.0.0.1:5273 }\n");
});

test("[G17] a package that is not there is named with those that are", async () => {
  await expect(setSetting(await host(), { packageName: "other", path: ["a"] }, "b")).rejects.toThrow(
    "`other` is not installed in this host; there are `@home/mailer`",
  );
});
