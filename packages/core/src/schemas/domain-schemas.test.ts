// SPEC.md §4, actions. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import type { PackageOnDisk } from "../testing/host-on-disk.ts";
import { getUrl, type LaidHost, postJson, seen, startLaidHost } from "../testing/running-hosts.ts";

const word = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: "https://packages.example/word.json",
  type: "object",
  required: ["text"],
  properties: { text: { $ref: "#/$defs/text" }, roots: { type: "array", items: { $ref: "#" } } },
  $defs: { text: { type: "string", minLength: 1 } },
};

const language = "type: object\nproperties:\n  words: { type: array, items: { $ref: linguistics.word } }\n";

const linguistics: PackageOnDisk = {
  name: "@home/linguistics",
  files: {
    "domains/linguistics/domain.yaml": "name: linguistics\nversion: 1.0.0\n",
    "domains/linguistics/schemas/word.json": JSON.stringify(word),
    "domains/linguistics/schemas/language.yaml": language,
  },
};

function counting(name: string, schema: object, more: Partial<PackageOnDisk> = {}): PackageOnDisk {
  const code = `import { defineAction } from "@larder/sdk";
    export default defineAction({ input: ${JSON.stringify(schema)}, handler: (input) => input });`;
  return { name, mode: "trusted", files: { "domains/counting/functions/count.js": code }, ...more };
}

async function problemOf(host: LaidHost, input: unknown): Promise<unknown> {
  return await host.call("counting.count", input).then(
    () => undefined,
    ({ message }: Error) => message,
  );
}

test.each(["trusted", "sandboxed"] as const)(
  "[A19] [H10] a domain's schema is known to every package by its name, with what it refers to: %s",
  async (mode) => {
    const counts = counting("@home/counting", { $ref: "linguistics.language" }, { mode });
    await using host = await startLaidHost([counts, linguistics]);

    expect(await problemOf(host, { words: [{ text: "hut", roots: [{ text: "h" }] }] })).toBeUndefined();
    expect(await problemOf(host, { words: [{ text: "" }] })).toContain("`/words/0/text` must NOT have fewer than 1");
    expect(await problemOf(host, { words: [{ text: "a", roots: [{}] }] })).toContain("`/words/0/roots/0`");
  },
);

test("[A19] [H10] schemas of domains are listed, and told whole, to packages and programs", async () => {
  await using host = await startLaidHost([linguistics, counting("@home/counting", { $ref: "linguistics.word" })]);

  expect(await host.call("xcore.schema.list", {})).toEqual([
    { name: "linguistics.language", fullName: "@home/linguistics/linguistics.language", package: "@home/linguistics" },
    { name: "linguistics.word", fullName: "@home/linguistics/linguistics.word", package: "@home/linguistics" },
  ]);
  expect(await host.call("xcore.schema.get", { schema: "linguistics.language" })).toEqual({
    type: "object",
    properties: { words: { type: "array", items: { $ref: "#/$defs/linguistics.word" } } },
    $defs: {
      "linguistics.word": {
        type: "object",
        required: ["text"],
        properties: {
          text: { $ref: "#/$defs/linguistics.word/$defs/text" },
          roots: { type: "array", items: { $ref: "#/$defs/linguistics.word" } },
        },
        $defs: word.$defs,
      },
    },
  });
  const unknown = await seen(await host.fetch(postJson("/ipc/xcore/schema.get", { payload: { schema: "words.a" } })));
  expect(unknown.status).toBe(404);
  const described = await seen(await host.fetch(getUrl("/-/actions")));
  expect(JSON.stringify(described.body)).toContain('"$defs":{"linguistics.word"');
});

test("[A19] [H10] a schema that refers to none that is there fails its package, naming those that are", async () => {
  const lost = counting("@home/lost", { properties: { word: { $ref: "linguistics.wrod" } } });
  await using host = await startLaidHost([linguistics, lost]);

  const status = host.status().packages.find(({ name }) => name === "@home/lost");
  expect(status).toMatchObject({
    actual: "failed",
    reason: expect.stringContaining("There is no schema `linguistics.wrod`") as string,
    hint: "There are `linguistics.language`, `linguistics.word`",
  });
});

test("[A19] [H10] of several schemas of one name a package means its own, then that of one that it requires", async () => {
  const texts = { "domains/linguistics/schemas/word.json": JSON.stringify({ type: "string" }) };
  const other: PackageOnDisk = { name: "@home/other", files: texts };
  const own = counting("@home/own", { $ref: "linguistics.word" });
  const numbers = { "domains/linguistics/schemas/word.json": JSON.stringify({ type: "number" }) };
  const asking = { ...counting("@home/asking", { $ref: "linguistics.word" }), requires: ["@home/other"] };
  const full = counting("@home/full", { $ref: "@home/linguistics/linguistics.word#/$defs/text" });
  const unsure = counting("@home/unsure", { $ref: "linguistics.word" });
  await using host = await startLaidHost([
    linguistics,
    other,
    { ...own, files: { ...own.files, ...numbers } },
    asking,
    full,
    unsure,
  ]);

  const answers = async (name: string): Promise<readonly unknown[]> =>
    await Promise.all([7, "seven"].map((input) => host.call(`${name}/counting.count`, input).catch(() => "refused")));
  expect(await answers("@home/own")).toEqual([7, "refused"]);
  expect(await answers("@home/asking")).toEqual(["refused", "seven"]);
  expect(await answers("@home/full")).toEqual(["refused", "seven"]);
  expect(host.status().packages.find(({ name }) => name === "@home/unsure")?.reason).toMatch(
    /`linguistics.word` may be `@home\/linguistics\/linguistics.word` or `@home\/other\/.*` or `@home\/own\/.*`/,
  );
});

test("[A19] [H10] what refers to no schema of its own stands where it is meant, with what else is asked of it", async () => {
  const point = {
    type: "object",
    required: ["x"],
    properties: { x: { $ref: "#/$defs/size" } },
    $defs: { size: { type: "number" } },
  };
  const line = { type: "array", items: { $ref: "shapes.point" } };
  const shapes: PackageOnDisk = {
    name: "@home/shapes",
    files: {
      "domains/shapes/schemas/point.json": JSON.stringify(point),
      "domains/shapes/schemas/line.json": JSON.stringify(line),
    },
  };
  const input = {
    properties: {
      line: { $ref: "shapes.line", maxItems: 2 },
      size: { $ref: "shapes.point#/$defs/size" },
      own: { $ref: "#/$defs/own" },
      default: { $ref: "shapes.point", default: { $ref: "shapes.point" } },
    },
    $defs: { own: { type: "boolean" } },
  };
  await using host = await startLaidHost([shapes, counting("@home/counting", input)]);

  const told = (await host.call("xcore.action.list", {})) as readonly {
    readonly name: string;
    readonly input: object;
  }[];
  const written = { type: "object", required: ["x"], properties: { x: { type: "number" } } };
  expect(told.find(({ name }) => name === "@home/counting/counting.count")?.input).toEqual({
    properties: {
      line: { maxItems: 2, allOf: [{ type: "array", items: written }] },
      size: { type: "number" },
      own: { $ref: "#/$defs/own" },
      default: { default: { $ref: "shapes.point" }, allOf: [written] },
    },
    $defs: { own: { type: "boolean" } },
  });
  expect(await problemOf(host, { line: [{ x: 1 }, { x: 2 }], size: 1, own: true, default: { x: 1 } })).toBeUndefined();
  expect(await problemOf(host, { line: [{ x: "1" }] })).toContain("`/line/0/x` must be number");
  expect(await problemOf(host, { line: [{ x: 1 }, { x: 2 }, { x: 3 }] })).toContain(
    "`/line` must NOT have more than 2",
  );
});

test("[A19] what stands in a schema as a value, or names a part of the schema itself, refers to no domain", async () => {
  const schema = {
    properties: {
      example: { const: { $ref: "linguistics.nothing" }, default: { $ref: "linguistics.nothing" } },
      part: { $ref: "part.json" },
      $ref: { type: "string" },
    },
    $defs: { part: { $id: "part.json", type: "string" } },
  };
  await using host = await startLaidHost([counting("@home/counting", schema)]);

  expect(await problemOf(host, { part: "a", $ref: "b" })).toBeUndefined();
  expect(await problemOf(host, { part: 1 })).toContain("`/part` must be string");
});

test("[A19] a part of a domain's schema may be meant by a name of its own, also by several; what is none is no part", async () => {
  const letters = {
    properties: { first: { $anchor: "letter", type: "string", maxLength: 1 } },
    $defs: { end: { $anchor: "end", enum: [".", "!"] } },
  };
  const files = { "domains/linguistics/schemas/word.json": JSON.stringify(letters) };
  const named = counting("@home/named", {
    properties: { a: { $ref: "linguistics.word#letter" }, b: { $ref: "linguistics.word#end" } },
  });
  const twice = counting("@home/twice", {
    properties: { a: { $ref: "linguistics.word" }, b: { $ref: "linguistics.word" } },
  });
  const none = counting("@home/none", { properties: { a: { $ref: "linguistics.word#/constructor" } } });
  await using host = await startLaidHost([{ name: "@home/linguistics", files }, named, twice, none]);

  const faultOf = async (name: string, input: unknown): Promise<unknown> =>
    await host.call(`@home/${name}/counting.count`, input).then(
      () => undefined,
      ({ message }: Error) => message,
    );
  expect(await faultOf("named", { a: "h", b: "!" })).toBeUndefined();
  expect(await faultOf("named", { a: "hut" })).toContain("`/a` must NOT have more than 1");
  expect(await faultOf("named", { b: "h" })).toContain("`/b` must be equal to one of");
  expect(await faultOf("twice", { a: { first: "h" }, b: {} })).toBeUndefined();
  expect(await faultOf("twice", { b: { first: "hut" } })).toContain("`/b/first` must NOT have more than 1");
  expect(host.status().packages.find(({ name }) => name === "@home/none")).toMatchObject({
    actual: "failed",
    reason: expect.stringContaining("There is no schema `linguistics.word#/constructor`") as string,
  });
});

test("[A19] what a domain's schema calls a part of itself is no schema of a domain", async () => {
  const part = { $id: "part.json", type: "string", maxLength: 1 };
  const letters = { properties: { first: { $ref: "part.json" } }, $defs: { part } };
  const files = { "domains/linguistics/schemas/word.json": JSON.stringify(letters) };
  await using host = await startLaidHost([
    { name: "@home/linguistics", files },
    counting("@home/counting", { properties: { word: { $ref: "linguistics.word" } } }),
  ]);

  expect(await problemOf(host, { word: { first: "h" } })).toBeUndefined();
  expect(await problemOf(host, { word: { first: "hut" } })).toContain("`/word/first` must NOT have more than 1");
});

test("[A19] a schema that refers to more than a host should compile fails its package, and holds nobody up", async () => {
  const large = JSON.stringify({
    properties: Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`a${i}`, {}])),
  });
  const names = Array.from({ length: 100 }, (_, i) => `many${i}`);
  const files = Object.fromEntries(names.map((name) => [`domains/shapes/schemas/${name}.json`, large]));
  const doubling = Object.fromEntries(
    names.map((name, i) => {
      const next = { $ref: `doubling.many${i + 1}` };
      return [`domains/doubling/schemas/${name}.json`, JSON.stringify(i === 99 ? {} : { allOf: [next, next] })];
    }),
  );
  const greedy = counting("@home/greedy", { anyOf: names.map((name) => ({ $ref: `shapes.${name}` })) });
  const clever = counting("@home/clever", { $ref: "doubling.many0" });
  const beganMs = performance.now();
  await using host = await startLaidHost([{ name: "@home/shapes", files: { ...files, ...doubling } }, greedy, clever]);

  expect(performance.now() - beganMs).toBeLessThan(10_000);
  expect(host.status().packages.find(({ name }) => name === "@home/greedy")?.reason).toContain("more than 20000 parts");
  expect(await host.call("@home/clever/counting.count", {}).catch((failure: Error) => failure.message)).toContain(
    "cannot be checked",
  );
});
