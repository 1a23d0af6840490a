// SPEC.md §9, the format as databases write it. Rule ids in titles refer to it.
import { listAdvisories } from "@larder/registry-database";
import { openTestDatabase } from "@larder/registry-database/testing";
import { zipSync } from "fflate";
import { expect, onTestFinished, test } from "vitest";

import { readOsvFixture } from "../../testing/osv-fixture.ts";
import { zipFile } from "../../testing/osv-archive.ts";
import { importAdvisories } from "./import-advisories.ts";

test("[V10] an archive in the shapes in which databases write it is imported as it is meant", async () => {
  const database = await openTestDatabase();
  onTestFinished(() => database.close());
  const files = await readOsvFixture();
  const archive = await zipFile(zipSync({ ...files, "README.md": Buffer.from("# Not an entry\n") }));

  const { advisories, modifiedAt } = await importAdvisories(database, archive);
  const names = Object.values(files).flatMap((bytes) => namesIn(JSON.parse(Buffer.from(bytes).toString())));
  const known = await listAdvisories(database.db, [...new Set(names)]);

  expect([advisories, modifiedAt.toISOString()]).toEqual([12, "2026-09-03T18:38:39.123Z"]);
  const told = known.map((advisory) => {
    const { packageName, id, severity, vulnerableVersions, weaknesses, cvssVector } = advisory;
    return `${packageName} ${id.slice(-6)} ${severity} ${vulnerableVersions} ${weaknesses.join()} ${cvssVector?.slice(0, 8) ?? "-"}`;
  });
  expect(told.toSorted()).toMatchInlineSnapshot(`
    [
      "@acme-examples/xml a-0002 critical >=1.0.0 <=4.2.0 CWE-611,CWE-776 CVSS:3.1",
      "JSONStreams a-0006 low <1.0.5 || >=2.0.0 <2.1.0 CWE-1333 -",
      "compromised 900002 malware 4.4.2 || 4.5.0-rc.1 CWE-506 -",
      "compromised a-0008 malware >=4.4.2 <4.4.3 CWE-506,CWE-912 -",
      "many-times 900003 malware >=1.0.0 <=1.11.24 CWE-506 -",
      "no-fix-yet a-0004 high <=5.6.1 CWE-1333 CVSS:3.1",
      "old-spelling 900005 malware 1.0.0 || 1.2.0 CWE-506 -",
      "once-broken 900004 malware >=2.0.0 <2.0.2 || 2.1.7 CWE-506 -",
      "only-four a-0003 moderate <0.9.0  CVSS:4.0",
      "polyglot a-0005 critical <2.0.0 CWE-94 CVSS:3.1",
      "sends-secrets 900001 malware * CWE-506 -",
      "slow-glob a-0001 moderate <1.4.2 || >=2.0.0-beta.1 <2.3.1 || >=3.0.0 <3.0.4 CWE-1333 CVSS:3.1",
    ]
  `);
  expect(known.find(({ id }) => id === "MAL-2026-900001")).toMatchObject({
    title: "Malicious code in sends-secrets (npm)",
    url: "https://github.com/advisories/GHSA-2222-bbbb-0001",
  });
});

function namesIn(entry: { affected: readonly { package?: { name: string } }[] }): string[] {
  return entry.affected.flatMap((affected) => affected.package?.name ?? []);
}
