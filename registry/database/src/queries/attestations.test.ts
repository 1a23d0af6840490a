import { parsePackageName, parseVersion } from "@larder/package-spec";
import { expect, test } from "vitest";

import { describeEachDatabase, insertTestUser, insertTestVersion, testMoment } from "../testing/index.ts";
import { insertAttestations, listAttestations } from "./attestations.ts";
import { setUnpublished } from "./versions.ts";

describeEachDatabase("attestations", (openDatabase) => {
  test("they are listed for their own version, as they came, until it is taken back", async () => {
    const { db } = await openDatabase();
    const publisher = await insertTestUser(db, "ada");
    const { pkg, version } = await insertTestVersion(db, { name: "@acme/chat", version: "1.0.0", publisher });
    await insertTestVersion(db, { name: "@acme/chat", version: "1.1.0", publisher });
    const attestations = [{ predicateType: "https://slsa.dev/provenance/v1", bundle: { z: 1, a: [{ b: "x" }] } }];

    await insertAttestations(db, { versionId: version.id, attestations });

    const list = (name: string, of: string): Promise<unknown> =>
      listAttestations(db, { name: parsePackageName(name), version: parseVersion(of) });
    expect(await list(pkg.name, "1.0.0")).toEqual(attestations);
    expect(JSON.stringify(await list(pkg.name, "1.0.0"))).toBe(JSON.stringify(attestations));
    expect([await list(pkg.name, "1.1.0"), await list("other", "1.0.0")]).toEqual([[], []]);
    await setUnpublished(db, { versionId: version.id, at: testMoment });
    expect(await list(pkg.name, "1.0.0")).toEqual([]);
  });
});
