import { beforeAll, expect, test } from "vitest";

import type { RegistryDatabase } from "../database.ts";
import { describeEachDatabase } from "../testing/open-test-database.ts";
import { insertTestUser, insertTestVersion, testMoment } from "../testing/test-rows.ts";
import { type Edge, hasDependents, listCapabilities, listDependents, listEdgesOf } from "./edges.ts";
import { setUnpublished } from "./versions.ts";

const page = { from: 0, size: 100 };

describeEachDatabase("edges", (openDatabase) => {
  let database: RegistryDatabase;
  beforeAll(async () => {
    database = await openDatabase();
    const publisher = await insertTestUser(database.db, "ada");
    const publish = async (name: string, version: string, found: readonly Edge[]): Promise<void> => {
      await insertTestVersion(database.db, { name, version, publisher, edges: found });
    };
    await publish("notes", "1.0.0", [{ kind: "prod", target: "left-pad", range: "^1.0.0" }]);
    await publish("notes", "2.0.0", [{ kind: "requires", target: "capability:clock", range: "*" }]);
    await publish("chat", "1.0.0", [
      { kind: "peer", target: "left-pad", range: ">=1" },
      { kind: "dev", target: "left-pad", range: "^2.0.0" },
    ]);
  });

  test("the relations of a version are listed by kind and target", async () => {
    const publisher = await insertTestUser(database.db, "eve");
    const edges: Edge[] = [
      { kind: "prod", target: "b", range: "1" },
      { kind: "prod", target: "a", range: "1" },
      { kind: "conflicts", target: "c", range: "<2" },
    ];

    const related = { name: "related", version: "1.0.0", publisher, edges };
    const { version } = await insertTestVersion(database.db, related);

    expect(await listEdgesOf(database.db, version.id)).toEqual(edges.toReversed());
  });

  test("dependents are the packages whose latest version names the target, with how and which range", async () => {
    expect(await listDependents(database.db, { target: "left-pad" }, page)).toMatchObject([
      { package: "chat", version: "1.0.0", kind: "peer", range: ">=1" },
      { package: "chat", version: "1.0.0", kind: "dev", range: "^2.0.0" },
    ]);
    expect(await listDependents(database.db, { target: "left-pad", kinds: ["dev"] }, page)).toHaveLength(1);
    expect(await listDependents(database.db, { target: "capability:clock" }, page)).toMatchObject([
      { package: "notes", version: "2.0.0", kind: "requires", range: "*" },
    ]);
    expect(await listCapabilities(database.db, {}, page)).toMatchObject([
      { capability: "clock", package: "notes", version: "2.0.0", kind: "requires", range: "*" },
    ]);
    expect(await listCapabilities(database.db, { capability: "clock", kind: "provides" }, page)).toEqual([]);
  });

  test("dependents that may not be read are not listed, and pages cut", async () => {
    const readable = { rules: [{ pattern: "chat", allow: false }] };

    expect(await listDependents(database.db, { target: "left-pad", readable }, page)).toEqual([]);
    const [first] = await listDependents(database.db, { target: "left-pad" }, { size: 1 });
    expect(await listDependents(database.db, { target: "left-pad" }, { after: first, size: 5 })).toMatchObject([
      { package: "chat", kind: "dev" },
    ]);
    const [use] = await listCapabilities(database.db, {}, { size: 1 });
    expect(await listCapabilities(database.db, {}, { after: use, size: 5 })).toEqual([]);
    expect(await listCapabilities(database.db, { readable: { rules: [] } }, { size: 5 })).toEqual([]);
  });

  test("a package has dependents while another one has a version, of any age, that depends on it", async () => {
    const { db } = database;
    const publisher = await insertTestUser(db, "bob");
    const used = await insertTestVersion(db, {
      name: "used",
      version: "1.0.0",
      publisher,
      edges: [{ kind: "dev", target: "used", range: "*" }],
    });
    const publishUser = async (version: string, edges: readonly Edge[]): Promise<number> =>
      (await insertTestVersion(db, { name: "user", version, publisher, edges })).version.id;
    const isUsed = (): Promise<boolean> => hasDependents(db, used.pkg.name);

    const byItself = await isUsed();
    await publishUser("1.0.0", [{ kind: "conflicts", target: "used", range: "*" }]);
    const byConflict = await isUsed();
    const versionId = await publishUser("1.1.0", [{ kind: "optional", target: "used", range: "^1" }]);
    await publishUser("2.0.0", []);
    const byOldVersion = await isUsed();
    await setUnpublished(db, { versionId, at: testMoment });
    const byTombstone = await isUsed();

    expect({ byItself, byConflict, byOldVersion, byTombstone }).toEqual({
      byItself: false,
      byConflict: false,
      byOldVersion: true,
      byTombstone: false,
    });
  });
});
