import { parseDistTag, parseVersion } from "@larder/package-spec";
import { beforeAll, expect, test } from "vitest";

import type { RegistryDatabase } from "../database.ts";
import { describeEachDatabase } from "../testing/open-test-database.ts";
import { insertTestUser, insertTestVersion, testMoment } from "../testing/test-rows.ts";
import { listDistTags } from "./dist-tags.ts";
import { insertPublished, type NewPublished } from "./insert-published.ts";
import { listMaintainers } from "./maintainers.ts";
import type { UserRow } from "./users.ts";
import { findVersion, setUnpublished, type VersionRow } from "./versions.ts";

describeEachDatabase("what a publish adds", (openDatabase) => {
  let database: RegistryDatabase;
  let publisher: UserRow;
  beforeAll(async () => {
    database = await openDatabase();
    publisher = await insertTestUser(database.db, "ada");
  });

  test("a version comes back as it was inserted, its manifest with the author's order of keys", async () => {
    const { pkg, version } = await insertTestVersion(database.db, { name: "kept", version: "1.0.0", publisher });
    const manifest = { ...version.manifest, exports: { zebra: "./z.js", import: "./i.js", default: "./d.js" } };
    const second = parseVersion("1.0.1");

    await insertPublished(database.db, pkg.name, publishedAgain({ ...version, version: second, manifest }));

    const found = await findVersion(database.db, { packageId: pkg.id, version: second });
    expect(found).toEqual({ ...version, id: expect.any(Number), version: second, manifest });
    expect(JSON.stringify(found?.manifest)).toBe(JSON.stringify(manifest));
  });

  test("a version is published once, also when it was unpublished since", async () => {
    const { pkg, version } = await insertTestVersion(database.db, { name: "once", version: "1.0.0", publisher });
    const again = publishedAgain(version);

    const attempt = insertPublished(database.db, pkg.name, again);
    await expect(attempt).rejects.toMatchObject({
      code: "EPUBLISHCONFLICT",
      message: "You cannot publish over the previously published version `1.0.0` of `once`",
    });

    await setUnpublished(database.db, { versionId: version.id, at: testMoment });
    await expect(insertPublished(database.db, pkg.name, again)).rejects.toMatchObject({ code: "EPUBLISHCONFLICT" });
  });

  test("another failure of an insert is not taken for a published version", async () => {
    const { pkg, version } = await insertTestVersion(database.db, { name: "broken", version: "1.0.0", publisher });
    const broken = publishedAgain({ ...version, version: parseVersion("2.0.0"), publishedBy: -1 });

    const attempt = insertPublished(database.db, pkg.name, broken);

    await expect(attempt).rejects.not.toMatchObject({ code: "EPUBLISHCONFLICT" });
  });

  test("tags move to the version, and the publisher of a new package becomes its maintainer", async () => {
    const { pkg, version } = await insertTestVersion(database.db, { name: "tagged", version: "1.0.0", publisher });
    const tags = [parseDistTag("latest"), parseDistTag("next"), parseDistTag("next")];
    const { db } = database;

    const before = await listMaintainers(db, pkg.id);
    const second = publishedAgain({ ...version, version: parseVersion("2.0.0") });
    await insertPublished(db, pkg.name, { ...second, tags, isMaintainedByPublisher: true });

    expect(await listDistTags(db, pkg.id)).toEqual({ latest: "2.0.0", next: "2.0.0" });
    expect({ before, after: await listMaintainers(db, pkg.id) }).toMatchObject({
      before: [],
      after: [{ name: "ada" }],
    });
  });
});

/** What would publish the version again, and nothing besides. */
function publishedAgain({ id: _id, deprecated: _d, unpublishedAt: _u, ...version }: VersionRow): NewPublished {
  return { version, tags: [], components: [], edges: [], isMaintainedByPublisher: false };
}
