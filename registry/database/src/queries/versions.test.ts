import { parsePackageName } from "@larder/package-spec";
import { beforeAll, expect, test } from "vitest";

import type { RegistryDatabase } from "../database.ts";
import { describeEachDatabase } from "../testing/open-test-database.ts";
import { insertTestUser, insertTestVersion, testMoment } from "../testing/test-rows.ts";
import { getPackage } from "./packages.ts";
import { insertUplinkTarball } from "./uplink-tarballs.ts";
import type { UserRow } from "./users.ts";
import { findVersion, getVersion, isBlobReferenced, listVersions, setDeprecated, setUnpublished } from "./versions.ts";

describeEachDatabase("versions", (openDatabase) => {
  let database: RegistryDatabase;
  let publisher: UserRow;
  beforeAll(async () => {
    database = await openDatabase();
    publisher = await insertTestUser(database.db, "ada");
  });

  test("a tombstone is found, but neither listed nor there to be installed", async () => {
    const { pkg, version } = await insertTestVersion(database.db, { name: "gone", version: "1.0.0", publisher });
    const kept = await insertTestVersion(database.db, { name: "gone", version: "1.1.0", publisher });

    await setUnpublished(database.db, { versionId: version.id, at: testMoment });

    expect(await findVersion(database.db, { packageId: pkg.id, version: version.version })).toEqual({
      ...version,
      unpublishedAt: testMoment,
    });
    const { readme: _readme, files: _files, ...listed } = kept.version;
    expect(await listVersions(database.db, pkg.id)).toEqual([{ ...listed, publisher: "ada" }]);
    await expect(getVersion(database.db, pkg, version.version)).rejects.toMatchObject({
      code: "E404",
      message: "Package `gone` has no version `1.0.0`",
    });
    expect(await getVersion(database.db, pkg, kept.version.version)).toEqual(kept.version);
  });

  test("versions are listed in the order of publishing, not of their numbers", async () => {
    for (const version of ["2.0.0", "1.0.0", "10.0.0"]) {
      await insertTestVersion(database.db, { name: "ordered", version, publisher });
    }
    const pkg = await getPackage(database.db, parsePackageName("ordered"));

    const listed = await listVersions(database.db, pkg.id);

    expect(listed.map((version) => version.version)).toEqual(["2.0.0", "1.0.0", "10.0.0"]);
  });

  test("a warning can be set and taken back", async () => {
    const { pkg, version } = await insertTestVersion(database.db, { name: "warned", version: "1.0.0", publisher });

    await setDeprecated(database.db, { versionId: version.id, deprecated: "use 2" });
    expect((await getVersion(database.db, pkg, version.version)).deprecated).toBe("use 2");

    await setDeprecated(database.db, { versionId: version.id, deprecated: null });
    expect((await getVersion(database.db, pkg, version.version)).deprecated).toBeNull();
  });

  test("a blob is needed by a version until that is unpublished, and by an archive of an uplink", async () => {
    const { version } = await insertTestVersion(database.db, { name: "blobs", version: "1.0.0", publisher });
    const { version: other } = await insertTestVersion(database.db, { name: "blobs", version: "1.0.1", publisher });
    expect(await isBlobReferenced(database.db, version.integrity)).toBe(true);

    await setUnpublished(database.db, { versionId: version.id, at: testMoment });
    await setUnpublished(database.db, { versionId: other.id, at: testMoment });
    await insertUplinkTarball(database.db, {
      uplink: "npm",
      name: parsePackageName("blobs"),
      fileName: "blobs-1.0.1.tgz",
      integrity: other.integrity,
      sizeBytes: 100,
      fetchedAt: testMoment,
    });

    expect(await isBlobReferenced(database.db, version.integrity)).toBe(false);
    expect(await isBlobReferenced(database.db, other.integrity)).toBe(true);
  });
});
