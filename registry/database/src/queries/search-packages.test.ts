import type { ComponentKind } from "@larder/package-contents";
import { parsePackageName, parseVersion } from "@larder/package-spec";
import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";

import type { Database, RegistryDatabase } from "../database.ts";
import { describeEachDatabase } from "../testing/open-test-database.ts";
import { emptySearchDocument, insertTestPackage, testMoment } from "../testing/test-rows.ts";
import {
  countPackages,
  deleteSearchDocument,
  findPackageSummary,
  listPackages,
  type NewSearchDocument,
  putSearchDocument,
} from "./search-documents.ts";
import { type PackageSearch, searchPackages } from "./search-packages.ts";

type Found = Partial<Omit<NewSearchDocument, "packageId" | "name" | "kinds">> & { readonly kinds?: ComponentKind[] };

async function put(db: Database, name: string, found: Found): Promise<NewSearchDocument> {
  const pkg = await insertTestPackage(db, name);
  const document: NewSearchDocument = {
    packageId: pkg.id,
    name: parsePackageName(name),
    version: parseVersion("1.0.0"),
    versionId: null,
    ...emptySearchDocument,
    ...found,
  };
  await putSearchDocument(db, document);
  return document;
}

const page = { from: 0, size: 20 };

const keptPlans = sql`select generic_plans::int as kept, custom_plans::int as planned
  from pg_prepared_statements where statement like '%best_first%'`;

describeEachDatabase("search", (openDatabase) => {
  let database: RegistryDatabase;
  beforeAll(async () => {
    database = await openDatabase();
    await put(database.db, "chat", { description: "Talk" });
    await put(database.db, "@acme/chat", { description: "Talk, at Acme" });
    await put(database.db, "@acme/chat-flows", { keywords: ["conversation"], kinds: ["chatflow"] });
    await put(database.db, "@acme/analytics", {
      description: "Summarises café visits",
      domains: ["metrics"],
      plugins: ["prometheus", "grafana"],
      kinds: ["domain", "plugin"],
      componentNames: ["metrics", "metrics.summariseAll", "prometheus", "grafana"],
    });
    await put(database.db, "unrelated", { description: "Nothing of the kind, but people chat about it" });
    await put(database.db, "@secret/chat", { domains: ["metrics"] });
  });
  const namesFound = async (search: PackageSearch): Promise<string[]> =>
    (await searchPackages(database.db, search, page)).hits.map((hit) => hit.name);

  test("the exact name comes first, then the name in a scope, then names that start so, then words", async () => {
    expect(await namesFound({ text: "chat" })).toEqual([
      "chat",
      "@acme/chat",
      "@secret/chat",
      "@acme/chat-flows",
      "unrelated",
    ]);
    expect((await namesFound({ text: "@acme/chat" }))[0]).toBe("@acme/chat");
  });

  test("a score is the sum of parts that say why", async () => {
    const at = new Date("2027-11-21T16:00:00.000Z");
    const weights = { quality: 1, popularity: 1, maintenance: 1 };
    const { hits } = await searchPackages(database.db, { text: "chat", at, weights }, { from: 0, size: 3 });

    expect(hits.map(({ name, score, scores }) => [name, score, scores])).toEqual([
      ["chat", 100.5, { match: 100, quality: 0, popularity: 0, maintenance: 0.5 }],
      ["@acme/chat", 50.5, { match: 50, quality: 0, popularity: 0, maintenance: 0.5 }],
      ["@secret/chat", 50.5, { match: 50, quality: 0, popularity: 0, maintenance: 0.5 }],
    ]);
  });

  test("weights say how much counts besides, and the exact name need not come first", async () => {
    const none = { quality: 0, popularity: 0, maintenance: 0 };
    const { hits } = await searchPackages(database.db, { text: "chat", boostExact: false, weights: none }, page);

    expect(hits.map(({ score }) => score)).toEqual([10, 10, 10, 10, 2]);
  });

  test("words are found in other forms, without accents, in keywords and in names of components", async () => {
    expect(await namesFound({ text: "summarising" })).toEqual(["@acme/analytics"]);
    expect(await namesFound({ text: "cafe" })).toEqual(["@acme/analytics"]);
    expect(await namesFound({ text: "Café VISIT" })).toEqual(["@acme/analytics"]);
    expect(await namesFound({ text: "conversations" })).toEqual(["@acme/chat-flows"]);
    expect(await namesFound({ text: "prometheus" })).toEqual(["@acme/analytics"]);
    expect(await namesFound({ text: "metrics.summariseAll" })).toEqual(["@acme/analytics"]);
    expect(await namesFound({ text: "summarises all" })).toEqual(["@acme/analytics"]);
  });

  test("a part of a name and a typo find it", async () => {
    expect(await namesFound({ text: "alyti" })).toEqual(["@acme/analytics"]);
    expect(await namesFound({ text: "unrelatd" })).toEqual(["unrelated"]);
    expect(await namesFound({ text: "xyzzy" })).toEqual([]);
  });

  test("signs of patterns and of queries are only text", async () => {
    for (const text of ["%", "_", "\\", "'", "&|!", '"', "-", "@", "((", "chat:*", "*"]) {
      await expect(searchPackages(database.db, { text }, page)).resolves.toBeDefined();
    }
    expect(await namesFound({ text: "%" })).toEqual([]);
    expect(await namesFound({ text: "an_lytics%" })).not.toContain("unrelated");
  });

  test("filters narrow, alone and together", async () => {
    const filtered = (...terms: string[][]): Promise<string[]> => namesFound({ terms });

    expect(await filtered(["domain:metrics"])).toEqual(["@acme/analytics", "@secret/chat"]);
    expect(await filtered(["plugin:grafana"])).toEqual(["@acme/analytics"]);
    expect(await filtered(["plugin:graf"])).toEqual([]);
    expect(await filtered(["kind:chatflow"])).toEqual(["@acme/chat-flows"]);
    expect(await filtered(["keyword:conversation", "domain:metrics"], ["scope:@acme"])).toEqual([
      "@acme/analytics",
      "@acme/chat-flows",
    ]);
    expect(await namesFound({ terms: [["scope:@acme"]], without: ["kind:chatflow"] })).toEqual([
      "@acme/analytics",
      "@acme/chat",
    ]);
    expect(await namesFound({ text: "chat", terms: [["domain:metrics"]] })).toEqual(["@secret/chat"]);
    expect(await namesFound({ text: "chat", terms: [["domain:metrics"], ["plugin:grafana"]] })).toEqual([]);
  });

  test("a host is a version or a range, and meets the ranges of packages", async () => {
    await put(database.db, "hosted-one", { hostRange: "^1.2.0" });
    await put(database.db, "hosted-two", { hostRange: ">=1.9 <3 || ^7" });
    await put(database.db, "hosted-odd", { hostRange: "whatever" });

    expect(await namesFound({ host: "1.2.0" })).toEqual(["hosted-one"]);
    expect(await namesFound({ host: "1.9.3" })).toEqual(["hosted-one", "hosted-two"]);
    expect(await namesFound({ host: "^2" })).toEqual(["hosted-two"]);
    expect(await namesFound({ host: "7.4.0" })).toEqual(["hosted-two"]);
    expect(await namesFound({ host: "3.0.0" })).toEqual([]);
    for (const name of ["hosted-one", "hosted-two", "hosted-odd"]) {
      await deleteSearchDocument(database.db, (await insertTestPackage(database.db, name)).id);
    }
  });

  test("only what was changed since a moment is found", async () => {
    expect(await namesFound({ text: "chat", updatedSince: testMoment })).toHaveLength(5);
    expect(await namesFound({ text: "chat", updatedSince: new Date(testMoment.getTime() + 1) })).toEqual([]);
  });

  test("what may not be read is neither found nor counted", async () => {
    const rules = [
      { pattern: "@secret/*", allow: false },
      { pattern: "**", allow: true },
    ];

    const { hits, total } = await searchPackages(database.db, { text: "chat", readable: { rules } }, page);

    expect(hits.map((hit) => hit.name)).not.toContain("@secret/chat");
    expect(total).toBe(hits.length);
    expect(await searchPackages(database.db, { text: "chat", readable: { rules: [] } }, page)).toEqual({
      hits: [],
      total: 0,
      found: [],
    });
  });

  test("pages cut one stable order, and the total does not depend on the page", async () => {
    const whole = await searchPackages(database.db, { text: "chat" }, page);
    const pages = await Promise.all(
      [0, 1, 2, 3, 4, 5].map((from) => searchPackages(database.db, { text: "chat" }, { from, size: 1 })),
    );

    expect(pages.flatMap((single) => single.hits)).toEqual(whole.hits);
    expect(new Set(pages.map((single) => single.total))).toEqual(new Set([5]));
  });

  test("packages are listed by name and counted, without what may not be read", async () => {
    const readable = { rules: [{ pattern: "@*/*", allow: true }] };

    const listed = await listPackages(database.db, { from: 1, size: 2 });

    expect(listed.map((row) => row.name)).toEqual(["@acme/chat", "@acme/chat-flows"]);
    expect(await countPackages(database.db)).toBe(6);
    expect(await countPackages(database.db, readable)).toBe(4);
    expect((await listPackages(database.db, page, readable)).map((row) => row.name)).toEqual([
      "@acme/analytics",
      "@acme/chat",
      "@acme/chat-flows",
      "@secret/chat",
    ]);
  });
});

describeEachDatabase("search documents", (openDatabase) => {
  test("a document is replaced as a whole, and gone when deleted", async () => {
    const { db } = await openDatabase();
    const { componentNames: _, ...first } = await put(db, "jam", { description: "Sweet", plugins: ["spoon"] });
    expect(await findPackageSummary(db, first.packageId)).toEqual({ ...first, popularity: 0 });

    const { componentNames: __, ...second } = await put(db, "jam", { description: "Sour" });
    expect(await findPackageSummary(db, first.packageId)).toEqual({ ...second, popularity: 0 });
    expect((await searchPackages(db, { text: "sweet" }, page)).total).toBe(0);
    expect((await searchPackages(db, { text: "sour" }, page)).total).toBe(1);

    await deleteSearchDocument(db, first.packageId);
    expect(await findPackageSummary(db, first.packageId)).toBeUndefined();
    expect(await countPackages(db)).toBe(0);
  });

  test("totals stop at 1,000, and so do pages", async () => {
    const { db, query } = await openDatabase();
    await query(`
      insert into packages (name, created_at, modified_at) select 'many-' || n, now(), now() from generate_series(1, 1100) n;
      insert into search_documents (package_id, name, version, keywords, domains, plugins, kinds, component_counts, modified_at, words)
        select id, name, '1.0.0', '{}', '{}', '{}', '{}', '{}', now(), to_tsvector('larder', 'many') from packages`);

    const last = await searchPackages(db, { text: "many" }, { from: 990, size: 20 });
    const beyond = await searchPackages(db, { text: "many" }, { from: 1000, size: 20 });

    expect([last.hits.length, last.total]).toEqual([10, 1000]);
    expect([beyond.hits.length, beyond.total]).toEqual([0, 1000]);
  });

  test("packages with a frequent term come by name, wherever in the alphabet they begin", async () => {
    const { db, query } = await openDatabase();
    await query(`
      insert into packages (name, created_at, modified_at)
        select case when n > 5500 then '@zoo/z' else 'a' end || lpad(n::text, 4, '0'), now(), now() from generate_series(1, 7000) n;
      insert into search_documents (package_id, name, version, keywords, domains, plugins, kinds, component_counts, modified_at, words, terms)
        select id, name, '1.0.0', '{}', '{}', '{}', '{}', '{}', now(), '',
          array['keyword:each'] || case when name like '%z%' then array['keyword:late'] else '{}' end from packages`);
    const find = async (keyword: string, from: number): Promise<string[]> => {
      const found = await searchPackages(db, { terms: [[`keyword:${keyword}`]] }, { from, size: 2 });
      expect(found.total).toBe(1000);
      return found.hits.map(({ name }) => name);
    };

    expect(await find("each", 0)).toEqual(["@zoo/z5501", "@zoo/z5502"]);
    expect(await find("late", 998)).toEqual(["@zoo/z6499", "@zoo/z6500"]);
    await query("update search_documents set terms = array['keyword:late'] where name like 'a%' and name > 'a4400'");
    await query("update search_documents set terms = '{}' where name like '@%'");
    expect(await find("late", 600)).toEqual(["a5001", "a5002"]);
  });

  test("a server plans a search once for all texts, and not for each", async () => {
    const { db, engine } = await openDatabase();
    if (engine !== "postgres") return;
    const readable = { rules: [{ pattern: "**", allow: true }], readers: [] };

    // One connection, since each keeps its own plans.
    const plans = await db.transaction(async (tx) => {
      for (const text of ["chat", "flow", "data", "json", "parser", "left", "right"]) {
        await searchPackages(tx, { text, readable }, page);
      }
      return tx.execute(keptPlans);
    });

    // One looks for the words, and one for parts of names and likely typos as well.
    expect([...(plans as Iterable<unknown>)]).toEqual([
      { kept: 2, planned: 5 },
      { kept: 2, planned: 5 },
    ]);
  });

  test("a server plans once what has five to eight words, a host and a day", async () => {
    const { db, engine } = await openDatabase();
    if (engine !== "postgres") return;
    const words = "left right chat flow data json parser cache";

    const plans = await db.transaction(async (tx) => {
      for (const size of [5, 6, 7, 8, 5, 6, 7]) {
        const text = words.split(" ").slice(0, size).join(" ");
        await searchPackages(tx, { text, host: "1.2.0", updatedSince: testMoment, terms: [["is:a", "is:b"]] }, page);
      }
      return tx.execute(keptPlans);
    });

    expect([...(plans as Iterable<unknown>)]).toEqual([
      { kept: 2, planned: 5 },
      { kept: 2, planned: 5 },
    ]);
  });
});
