import { expect, test } from "vitest";
import { ZodError } from "zod";

import { parseOsvEntry } from "./parse-osv-entry.ts";

const ms = { ecosystem: "npm", name: "ms" };
const entry = {
  schema_version: "1.6.0",
  id: "GHSA-aaaa-bbbb-cccc",
  modified: "2026-03-04T05:06:07.123456Z",
  summary: "It breaks\n on\u0000 long input",
  severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N" }],
  database_specific: { severity: "MODERATE", cwe_ids: ["CWE-400"] },
  affected: [
    { package: ms, ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "2.0.0" }] }] },
    { package: { ecosystem: "PyPI", name: "ms" }, versions: ["1.0.0"] },
  ],
};

test("an entry becomes one advisory for each npm package that it is about", () => {
  expect(parseOsvEntry(entry)).toEqual([
    {
      packageName: "ms",
      id: "GHSA-aaaa-bbbb-cccc",
      severity: "moderate",
      title: "It breaks on long input",
      url: "https://github.com/advisories/GHSA-aaaa-bbbb-cccc",
      vulnerableVersions: "<2.0.0",
      weaknesses: ["CWE-400"],
      cvssVector: "CVSS:3.1/AV:N",
      modifiedAt: new Date("2026-03-04T05:06:07.123Z"),
    },
  ]);
});

test("an entry that was withdrawn says nothing, and one without a severity is taken for serious", () => {
  expect(parseOsvEntry({ ...entry, withdrawn: "2026-03-05T00:00:00Z" })).toEqual([]);
  expect(parseOsvEntry({ ...entry, database_specific: {} })).toMatchObject([{ severity: "high" }]);
  expect(parseOsvEntry({ ...entry, id: "MAL-2026-1" })).toMatchObject([
    { severity: "malware", url: "https://osv.dev/vulnerability/MAL-2026-1" },
  ]);
  expect(parseOsvEntry({ ...entry, id: "MAL-2026-1", aliases: ["GHSA-x"] })).toMatchObject([
    { url: "https://github.com/advisories/GHSA-x" },
  ]);
});

const ranges = [
  ["everything", [{ introduced: "0" }], "*"],
  [
    "two times of suffering",
    [{ introduced: "1.0.0" }, { fixed: "1.2.0" }, { introduced: "2.0.0" }],
    ">=1.0.0 <1.2.0 || >=2.0.0",
  ],
  ["an end that is not a fix", [{ introduced: "1.0.0" }, { last_affected: "1.4.0" }], ">=1.0.0 <=1.4.0"],
] as const;

test.each(ranges)("%s is the range that npm has for it", (_, events, range) => {
  const affected = [{ package: ms, ranges: [{ type: "SEMVER", events }] }];

  expect(parseOsvEntry({ ...entry, affected })).toMatchObject([{ vulnerableVersions: range }]);
});

function listed(versions: string[]): unknown {
  return parseOsvEntry({ ...entry, affected: [{ package: ms, versions }] });
}

test("listed versions count where there is no range; too many of them become all between the ends", () => {
  expect(listed(["1.0.0", "1.1.0", "not one"])).toMatchObject([{ vulnerableVersions: "1.0.0 || 1.1.0" }]);
  const many = Array.from({ length: 300 }, (_, patch) => `1.0.${patch}`);
  expect(listed(many.toReversed())).toMatchObject([{ vulnerableVersions: ">=1.0.0 <=1.0.299" }]);
  expect(listed([])).toEqual([]);
});

test.each([{}, { ...entry, id: "../x" }, { ...entry, affected: "ms" }, [], null])(
  "what is no entry is refused: %j",
  (value) => {
    expect(() => parseOsvEntry(value)).toThrow(ZodError);
  },
);
