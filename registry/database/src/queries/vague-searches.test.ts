import { expect, test } from "vitest";

import { describeEachDatabase } from "../testing/open-test-database.ts";
import { searchPackages } from "./search-packages.ts";

/** Lists so many packages with a word; the higher the number in the name of one, the more popular it is. */
const insertMany = (prefix: string, count: number, word: string): string => `
  insert into packages (name, created_at, modified_at)
    select '${prefix}-' || n, now(), now() from generate_series(1, ${count}) n;
  insert into search_documents (package_id, name, version, keywords, domains, plugins, kinds, component_counts, modified_at, words, terms, popularity)
    select id, name, '1.0.0', '{}', '{}', '{}', '{}', '{}', now(), to_tsvector('larder', '${word}'), '{is:${word}}', id / 2000.0
    from packages where name like '${prefix}-%'`;

describeEachDatabase("vague searches", (openDatabase) => {
  test("a total at its cap falls with the very change that takes one too many, and those found are ranked", async () => {
    const { db, query } = await openDatabase();
    await query(insertMany("many", 1050, "often"));
    const totals = async (): Promise<number[]> => {
      const searches = [{ text: "often" }, { terms: [["is:often"]] }, { text: "often", terms: [["is:none"]] }];
      const pages = await Promise.all(searches.map((search) => searchPackages(db, search, { from: 0, size: 20 })));
      return pages.map(({ total }) => total);
    };
    const unpublish = async (count: number): Promise<void> => {
      await query(`
        with deleted as (
          delete from search_documents
          where package_id in (select package_id from search_documents order by package_id limit ${count})
          returning name)
        update change_sequence set sequence = sequence + (select count(*) from deleted)`);
    };

    expect(await totals()).toEqual([1000, 1000, 0]);
    await unpublish(50);
    expect(await totals()).toEqual([1000, 1000, 0]);
    await unpublish(1);
    expect(await totals()).toEqual([999, 999, 0]);
    const { hits } = await searchPackages(db, { text: "often" }, { from: 0, size: 2 });
    expect(hits.map(({ name }) => name)).toEqual(["many-1050", "many-1049"]);
  });

  test("names that begin like one text say nothing of another with the same words", async () => {
    const { db, query } = await openDatabase();
    await query(insertMany("many", 900, "often"));
    await query(insertMany("oftentimes", 200, "else"));
    const totalOf = async (text: string): Promise<number> =>
      (await searchPackages(db, { text }, { from: 0, size: 20 })).total;

    expect([await totalOf("often"), await totalOf("(often)"), await totalOf("often")]).toEqual([1000, 900, 1000]);
  });
});
