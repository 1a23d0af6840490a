import { parseDistTag, parseVersion } from "@larder/package-spec";
import { findViolatedConstraint } from "@larder/sql";
import { beforeAll, expect, test } from "vitest";

import type { RegistryDatabase } from "../database.ts";
import { describeEachDatabase } from "../testing/open-test-database.ts";
import { insertTestUser, insertTestVersion } from "../testing/test-rows.ts";
import { deleteDistTag, listDistTags, setDistTag } from "./dist-tags.ts";
import type { UserRow } from "./users.ts";

describeEachDatabase("dist-tags", (openDatabase) => {
  let database: RegistryDatabase;
  let publisher: UserRow;
  beforeAll(async () => {
    database = await openDatabase();
    publisher = await insertTestUser(database.db, "ada");
  });

  test("a tag is made, moved, and listed with the others by name", async () => {
    const { pkg } = await insertTestVersion(database.db, { name: "tagged", version: "1.0.0", publisher });
    await insertTestVersion(database.db, { name: "tagged", version: "1.1.0", publisher });
    await insertTestVersion(database.db, { name: "other", version: "9.0.0", publisher });

    await setDistTag(database.db, { packageId: pkg.id, tag: parseDistTag("beta"), version: parseVersion("1.0.0") });
    await setDistTag(database.db, { packageId: pkg.id, tag: parseDistTag("beta"), version: parseVersion("1.1.0") });

    expect(Object.entries(await listDistTags(database.db, pkg.id))).toEqual([
      ["beta", "1.1.0"],
      ["latest", "1.1.0"],
    ]);
  });

  test("a tag cannot point at a version that was never published", async () => {
    const { pkg } = await insertTestVersion(database.db, { name: "pointed", version: "1.0.0", publisher });

    const error: unknown = await setDistTag(database.db, {
      packageId: pkg.id,
      tag: parseDistTag("next"),
      version: parseVersion("2.0.0"),
    }).catch((thrown: unknown) => thrown);

    expect(findViolatedConstraint(error)).toBe("dist_tags_version_exists");
  });

  test("a tag is removed, and removing it again says that there is none", async () => {
    const { pkg } = await insertTestVersion(database.db, { name: "untagged", version: "1.0.0", publisher });

    await deleteDistTag(database.db, pkg, parseDistTag("latest"));

    expect(await listDistTags(database.db, pkg.id)).toEqual({});
    await expect(deleteDistTag(database.db, pkg, parseDistTag("latest"))).rejects.toMatchObject({
      code: "E404",
      message: "Package `untagged` has no dist-tag `latest`",
    });
  });
});
