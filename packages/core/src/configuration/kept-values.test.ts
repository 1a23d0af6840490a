// SPEC.md §9, configuration and hooks. Rule ids in titles refer to it.
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { hostPaths } from "@larder/host-directory";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";

import { generateValue } from "./generate-value.ts";
import { type KeptValues, openKeptValues } from "./kept-values.ts";
import { seal, unseal } from "./seal.ts";
import { makeKey } from "./secret-keys.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "larder-secrets-"));
});

afterEach(() => rm(directory, { recursive: true }));

const name = "@acme/mailer";
const path = ["smtp", "password"];
const firstKey = "11".repeat(32);
const secondKey = Buffer.alloc(32, 7).toString("base64");

function open(variable?: string): KeptValues {
  return openKeptValues(hostPaths(directory), variable);
}

async function modeOf(file: string): Promise<string> {
  return ((await stat(file)).mode & 0o777).toString(8);
}

test("[G6] [W23] a secret is opened again, and stands in no file as it is", async () => {
  const { secrets, secretKey } = hostPaths(directory);
  await open().keep(name, [{ path, value: "correct horse", origin: "set" }]);

  expect(await open().read(name)).toEqual({
    set: { smtp: { password: "correct horse" } },
    generated: {},
    unreadable: [],
  });
  expect(await readFile(secrets, "utf8")).not.toContain("horse");
  expect([await modeOf(secrets), await modeOf(secretKey)]).toEqual(["600", "600"]);
  expect(await open().read("@acme/other")).toEqual({ set: {}, generated: {}, unreadable: [] });
});

test("[G6] what was sealed for one place is opened at no other, nor after any bit of it changed", () => {
  const key = makeKey();
  const place = { packageName: name, path };
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(), (value, at) => {
      const json = JSON.parse(JSON.stringify(value)) as string;
      const sealed = seal(key, place, json);
      expect(unseal([makeKey(), key], place, sealed)).toEqual(json);
      expect(unseal([key], { packageName: "@acme/other", path }, sealed)).toBeUndefined();
      expect(unseal([key], { packageName: name, path: ["smtp"] }, sealed)).toBeUndefined();
      expect(unseal([makeKey()], place, sealed)).toBeUndefined();
      const [version, id, encoded = ""] = sealed.split(":");
      const bytes = Buffer.from(encoded, "base64url");
      bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ 1;
      expect(unseal([key], place, `${version}:${id}:${bytes.toString("base64url")}`)).toBeUndefined();
    }),
    { numRuns: 50 },
  );
});

test("[G7] the variable's key is used in the place of a file, and a new key opens what an old one sealed", async () => {
  await open(firstKey).keep(name, [{ path, value: "correct horse", origin: "set" }]);

  expect((await open(secondKey).read(name)).unreadable).toEqual([path]);
  await expect(stat(hostPaths(directory).secretKey)).rejects.toThrow("ENOENT");
});

test("[G7] changing the key of the file seals everything anew, and the old key opens nothing any more", async () => {
  const { secrets, secretKey } = hostPaths(directory);
  await open().keep(name, [
    { path, value: "correct horse", origin: "set" },
    { path: ["token"], value: "made up", origin: "generated" },
  ]);
  const old = await readFile(secretKey, "utf8");
  const sealed = await readFile(secrets, "utf8");

  expect(await open().rotate()).toBe(2);

  expect(await readFile(secretKey, "utf8")).not.toBe(old);
  expect(await open().read(name)).toEqual({
    set: { smtp: { password: "correct horse" } },
    generated: { token: "made up" },
    unreadable: [],
  });
  await writeFile(secretKey, old);
  expect((await open().read(name)).unreadable).toEqual([path, ["token"]]);
  await writeFile(secrets, sealed);
  expect((await open().read(name)).unreadable).toEqual([]);
});

test("[G7] with a key of its own, the variable's takes over from the file's", async () => {
  await open().keep(name, [{ path, value: "correct horse", origin: "set" }]);

  expect(await open(secondKey).rotate()).toBe(1);

  expect((await open(secondKey).read(name)).set).toEqual({ smtp: { password: "correct horse" } });
  expect((await open().read(name)).unreadable).toEqual([path]);
});

test("[G7] nothing is sealed anew when something cannot be opened, and it is named", async () => {
  await open(firstKey).keep(name, [{ path, value: "correct horse", origin: "set" }]);

  await expect(open(secondKey).rotate()).rejects.toThrow("`smtp.password` of `@acme/mailer` cannot be opened");
  expect((await open(firstKey).read(name)).unreadable).toEqual([]);
});

test("[G7] a key that others may read is refused, and so is what is no key", async () => {
  await open().keep(name, [{ path, value: "x", origin: "set" }]);
  await chmod(hostPaths(directory).secretKey, 0o644);

  await expect(open().read(name)).rejects.toThrow("can be read by other users of this machine");
  await chmod(hostPaths(directory).secretKey, 0o600);
  await expect(open("short").read(name)).rejects.toThrow("the variable `LARDER_SECRET_KEY` is no key");
});

test("[G5] what was made up is kept once, what the operator says takes its place, and forgetting is told", async () => {
  const kept = open();
  await kept.keep(name, [{ path, value: "first", origin: "generated" }]);
  await kept.keep(name, [{ path, value: "second", origin: "generated" }]);
  expect((await kept.read(name)).generated).toEqual({ smtp: { password: "first" } });

  await kept.keep(name, [{ path, value: "told", origin: "set" }]);
  expect(await kept.read(name)).toMatchObject({ set: { smtp: { password: "told" } }, generated: {} });

  expect([await kept.forget(name, path), await kept.forget(name, path)]).toEqual([true, false]);
  expect(await kept.read(name)).toEqual({ set: {}, generated: {}, unreadable: [] });
});

test("[G6] those who keep something at once lose nothing of each other", async () => {
  const names = Array.from({ length: 12 }, (_, index) => `p${index}`);

  await Promise.all(names.map((one) => open().keep(one, [{ path, value: one, origin: "set" }])));

  for (const one of names) expect((await open().read(one)).set).toEqual({ smtp: { password: one } });
});

test("[G7] an empty file of keys is none: what was begun there is finished, by whoever needs a key next", async () => {
  const { secretKey } = hostPaths(directory);
  await open().keep(name, [{ path, value: "x", origin: "set" }]);
  await open(secondKey).rotate();
  await writeFile(secretKey, "", { mode: 0o600 });

  await open().keep(name, [{ path, value: "correct horse", origin: "set" }]);

  expect((await open().read(name)).set).toEqual({ smtp: { password: "correct horse" } });
  expect(await modeOf(secretKey)).toBe("600");
});

test("[G7] a sentence of the right length is no key", async () => {
  const sentence = "it was the best of times, it was the worst of times,";
  await open().keep(name, [{ path, value: "x", origin: "set" }]);

  await expect(open(sentence).read(name)).rejects.toThrow("is no key");
});

test("[G6] a package may be called what every object has", async () => {
  await open().keep(name, [{ path, value: "x", origin: "set" }]);

  expect(await open().read("constructor")).toEqual({ set: {}, generated: {}, unreadable: [] });
});

test.each([
  "{",
  "null",
  '{"version":1,"packages":null}',
  '{"version":1,"packages":{"@acme/mailer":"x"}}',
  '{"version":1,"packages":{"@acme/mailer":[{"path":["a"],"origin":"set"}]}}',
  '{"version":2,"packages":{}}',
])("[G6] a file that was damaged is told of, and is never written over: %s", async (damaged) => {
  const { secrets } = hostPaths(directory);
  await open().keep(name, [{ path, value: "x", origin: "set" }]);
  await writeFile(secrets, damaged);

  await expect(open().read(name)).rejects.toThrow("secrets.json` cannot be read");
  await expect(open().keep(name, [{ path, value: "y", origin: "set" }])).rejects.toThrow("cannot be read");
  expect(await readFile(secrets, "utf8")).toBe(damaged);
});

test.each([
  [true, {}, /^[A-Za-z0-9]{24}$/],
  ["secret", {}, /^[\w-]{43}$/],
  ["hex", { maxLength: 16 }, /^[0-9a-f]{16}$/],
  ["uuid", {}, /^[0-9a-f-]{36}$/],
  [40, {}, /^.{40}$/],
  [{ kind: "special", length: 8 }, { minLength: 12 }, /^.{12}$/],
])("[G5] [W23] `x-generate: %j` under %j makes %s", (wish, schema, form) => {
  expect(generateValue(wish, schema)).toMatch(form);
  expect(generateValue(wish, schema)).not.toBe(generateValue(wish, schema));
});

test("[G5] a kind that nobody knows makes nothing, and a port is a whole number", () => {
  expect(generateValue("poem", {})).toBeUndefined();
  expect(generateValue("port", {})).toBeTypeOf("number");
});
