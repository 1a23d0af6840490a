import type { Component } from "@larder/package-contents";
import { beforeAll, expect, test } from "vitest";

import type { RegistryDatabase } from "../database.ts";
import { describeEachDatabase } from "../testing/open-test-database.ts";
import { insertTestUser, insertTestVersion } from "../testing/test-rows.ts";
import { countComponents, listComponents, listComponentsOf } from "./components.ts";

const metrics: Component = {
  kind: "domain",
  name: "metrics",
  path: "domains/metrics",
  title: "Metrics",
  description: "It's “what” we count",
  status: "ok",
};
const prometheus: Component = { kind: "plugin", name: "prometheus", path: "plugins/prometheus", status: "ok" };
const python: Component = { kind: "actor", name: "old", path: "actors/old.py", status: "unsupported-code" };
const page = { from: 0, size: 100 };

describeEachDatabase("components", (openDatabase) => {
  let database: RegistryDatabase;
  beforeAll(async () => {
    database = await openDatabase();
    const publisher = await insertTestUser(database.db, "ada");
    const versionsOf = { "@acme/analytics": ["1.0.0", "2.0.0"], "@acme/secret": ["1.0.0"] };
    for (const [name, versions] of Object.entries(versionsOf)) {
      for (const number of versions) {
        const components = number === "1.0.0" ? [metrics, python] : [metrics, prometheus];
        await insertTestVersion(database.db, { name, version: number, publisher, components });
      }
    }
  });

  test("only latest versions are listed, by kind, name and package", async () => {
    const listed = await listComponents(database.db, {}, page);

    expect(listed).toMatchObject([
      { ...python, package: "@acme/secret", version: "1.0.0" },
      { ...metrics, package: "@acme/analytics", version: "2.0.0" },
      { ...metrics, package: "@acme/secret", version: "1.0.0" },
      { ...prometheus, package: "@acme/analytics", version: "2.0.0" },
    ]);
    expect(await countComponents(database.db, {})).toBe(4);
  });

  test("kind and name narrow, pages cut", async () => {
    const filter = { kind: "domain", name: "metrics" } as const;

    expect(await countComponents(database.db, filter)).toBe(2);
    expect(await listComponents(database.db, filter, { from: 1, size: 1 })).toMatchObject([
      { ...metrics, package: "@acme/secret", version: "1.0.0" },
    ]);
    expect(await listComponents(database.db, { kind: "domain", name: "prometheus" }, page)).toEqual([]);
  });

  test("what may not be read is neither listed nor counted", async () => {
    const rules = [
      { pattern: "@acme/secret", allow: false },
      { pattern: "**", allow: true },
    ];

    const listed = await listComponents(database.db, { readable: { rules } }, page);

    expect(new Set(listed.map((component) => component.package))).toEqual(new Set(["@acme/analytics"]));
    expect(await countComponents(database.db, { readable: { rules } })).toBe(2);
    expect(await countComponents(database.db, { readable: { rules: [] } })).toBe(0);
  });

  test("a version has more components than a statement has parameters, or none", async () => {
    const publisher = await insertTestUser(database.db, "eve");
    const many = Array.from({ length: 12_000 }, (_, index): Component => {
      const name = `s${String(index).padStart(5, "0")}`;
      return { kind: "schema", name, path: `schemas/${name}.json`, status: "ok" };
    });

    const none = await insertTestVersion(database.db, { name: "large", version: "1.0.0", publisher });
    const large = await insertTestVersion(database.db, {
      name: "large",
      version: "1.0.1",
      publisher,
      components: many,
    });

    expect(await listComponentsOf(database.db, none.version.id)).toEqual([]);
    expect(await listComponentsOf(database.db, large.version.id)).toEqual(many);
  });
});
