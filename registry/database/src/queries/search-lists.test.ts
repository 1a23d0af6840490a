import { parsePackageName, parseVersion } from "@larder/package-spec";
import { expect, test } from "vitest";

import { describeEachDatabase } from "../testing/open-test-database.ts";
import { emptySearchDocument, insertTestPackage, testMoment } from "../testing/test-rows.ts";
import { countFacets } from "./search-facets.ts";
import { putSearchDocument } from "./search-documents.ts";
import { type PackageSearch, searchPackages } from "./search-packages.ts";

const page = { from: 0, size: 20 };

/** More forms of statements than are kept: each rule, and each filter that is there or not, makes another one. */
function* searchesOfManyForms(): Generator<PackageSearch> {
  for (const rules of [1, 2, 3, 4]) {
    const hidden = Array.from({ length: rules }, (_, index) => ({ pattern: `@hidden${index}/*`, allow: false }));
    const readable = { rules: [...hidden, { pattern: "**", allow: true }], readers: [] };
    for (const without of [[], ["keyword:none"]]) {
      for (const updated of [{}, { updatedSince: testMoment }]) {
        for (const terms of [[], [["keyword:kept"]]]) yield { readable, without, terms, ...updated, withFound: true };
      }
    }
  }
}

describeEachDatabase("searches without a text", (openDatabase) => {
  test("one of a form that is kept and one of a form too many answer alike, with their facets", async () => {
    const { db } = await openDatabase();
    for (const name of ["b", "a", "@hidden0/c"]) {
      const { id: packageId } = await insertTestPackage(db, name);
      const named = { packageId, name: parsePackageName(name), version: parseVersion("1.0.0"), versionId: null };
      await putSearchDocument(db, { ...emptySearchDocument, ...named, keywords: ["kept"] });
    }

    const searches = [...searchesOfManyForms()];
    for (const search of searches) {
      const { hits, total, found } = await searchPackages(db, search, page);
      const { counts } = await countFacets(db, found);

      expect({ names: hits.map(({ name }) => name), total }).toEqual({ names: ["a", "b"], total: 2 });
      expect(counts).toContainEqual({ field: "keyword", value: "kept", packages: 2 });
    }
    expect(searches.length).toBeGreaterThan(24);
  });
});
