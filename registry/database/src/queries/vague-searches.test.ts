import { expect, test } from "vitest";

import { describeEachDatabase } from "../testing/open-test-database.ts";
import { searchPackages } from "./search-packages.ts";

describeEachDatabase("vague searches", (openDatabase) => {
  test("a total at its cap falls as soon as changes of packages may have taken so many, and those found are ranked", async () => {
    const { db, query } = await openDatabase();
    await query(`
      insert into packages (name, created_at, modified_at) select 'many-' || n, now(), now() from generate_series(1, 1100) n;
      insert into search_documents (package_id, name, version, keywords, domains, plugins, kinds, component_counts, modified_at, words, terms, popularity)
        select id, name, '1.0.0', '{}', '{}', '{}', '{}', '{}', now(), to_tsvector('larder', 'often'), '{is:often}', id / 2000.0 from packages`);
    const totals = async (): Promise<number[]> => {
      const searches = [{ text: "often" }, { terms: [["is:often"]] }, { text: "often", terms: [["is:none"]] }];
      const pages = await Promise.all(searches.map((search) => searchPackages(db, search, { from: 0, size: 20 })));
      return pages.map(({ total }) => total);
    };
    const unpublish = async (names: string): Promise<void> => {
      await query(`
        with deleted as (delete from search_documents where name like '${names}' returning name)
        update change_sequence set sequence = sequence + (select count(*) from deleted)`);
    };

    expect(await totals()).toEqual([1000, 1000, 0]);
    await unpublish("many-10__");
    expect(await totals()).toEqual([1000, 1000, 0]);
    await unpublish("many-9_");
    await unpublish("many-9__");
    expect(await totals()).toEqual([890, 890, 0]);
    const { hits } = await searchPackages(db, { text: "often" }, { from: 0, size: 2 });
    expect(hits.map(({ name }) => name)).toEqual(["many-1100", "many-899"]);
  });
});
