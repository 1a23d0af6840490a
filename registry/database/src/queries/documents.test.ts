import { parsePackageName } from "@larder/package-spec";
import { expect, test } from "vitest";

import { describeEachDatabase } from "../testing/open-test-database.ts";
import { insertTestPackage, testMoment } from "../testing/test-rows.ts";
import { deleteDocument, type DocumentRow, findDocument, listShortDocuments, putDocument } from "./documents.ts";

describeEachDatabase("documents", (openDatabase) => {
  test("the document of a package is found by name as it was put last, until it is deleted", async () => {
    const { db } = await openDatabase();
    const pkg = await insertTestPackage(db, "@acme/chat");
    const document: DocumentRow = {
      packageId: pkg.id,
      revision: 1,
      full: '{"dist":{"tarball":"{larder:base-url}/@acme/chat/-/chat-1.0.0.tgz"},"text":"ä\\u0000😀"}',
      abbreviated: "{}",
      fullHash: "aa",
      abbreviatedHash: "bb",
      modifiedAt: testMoment,
    };
    expect(await findDocument(db, pkg.name)).toBeUndefined();

    await putDocument(db, document);
    expect(await findDocument(db, pkg.name)).toEqual(document);

    await putDocument(db, { ...document, revision: 2, abbreviated: '{"a":1}' });
    expect(await findDocument(db, pkg.name)).toEqual({ ...document, revision: 2, abbreviated: '{"a":1}' });
    expect(await findDocument(db, parsePackageName("chat"))).toBeUndefined();

    await deleteDocument(db, pkg.id);
    expect(await findDocument(db, pkg.name)).toBeUndefined();
  });

  test("short ones of many are found at once, without those that are not there", async () => {
    const { db } = await openDatabase();
    const names = ["@acme/chat", "left-pad", "deleted"].map(parsePackageName);
    const [chat, leftPad, deleted] = names;
    for (const name of names) {
      const { id: packageId } = await insertTestPackage(db, name);
      const texts = { full: "{}", abbreviated: `{"name":"${name}"}`, fullHash: "aa", abbreviatedHash: "bb" };
      await putDocument(db, { packageId, revision: 1, ...texts, modifiedAt: testMoment });
      if (name === deleted) await deleteDocument(db, packageId);
    }

    const found = await listShortDocuments(db, [...names, parsePackageName("missing")]);

    expect(found.toSorted((one, other) => (one.name < other.name ? -1 : 1))).toEqual(
      [chat, leftPad].map((name) => ({
        name,
        abbreviated: `{"name":"${name}"}`,
        abbreviatedHash: "bb",
        modifiedAt: testMoment,
      })),
    );
    expect(await listShortDocuments(db, [])).toEqual([]);
  });
});
