import { parsePackageName, parseVersion } from "@larder/package-spec";
import { beforeAll, expect, test } from "vitest";

import type { RegistryDatabase } from "../database.ts";
import { describeEachDatabase } from "../testing/open-test-database.ts";
import { testMoment } from "../testing/test-rows.ts";
import { findUplinkAttestations, putUplinkAttestations } from "./uplink-attestations.ts";

describeEachDatabase("attestations of uplinks", (openDatabase) => {
  let database: RegistryDatabase;
  beforeAll(async () => {
    database = await openDatabase();
  });

  test("a later answer takes the place of the one before, of this version of this uplink only", async () => {
    const version = parseVersion("1.0.0");
    const ms = { uplink: "npm", name: parsePackageName("ms") };
    const row = { ...ms, version, fetchedAt: testMoment, attestations: [] };
    await putUplinkAttestations(database.db, row);
    const later = { ...row, attestations: [{ predicateType: "https://slsa.dev/provenance/v1", bundle: { a: 1 } }] };
    await putUplinkAttestations(database.db, later);

    expect(await findUplinkAttestations(database.db, ms, version)).toEqual(later);
    expect(await findUplinkAttestations(database.db, { ...ms, uplink: "other" }, version)).toBeUndefined();
    expect(await findUplinkAttestations(database.db, ms, parseVersion("2.0.0"))).toBeUndefined();
  });
});
