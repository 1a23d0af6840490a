import { integrityOfSha512, parsePackageName } from "@larder/package-spec";
import { beforeAll, expect, test } from "vitest";

import type { RegistryDatabase } from "../database.ts";
import { describeEachDatabase } from "../testing/open-test-database.ts";
import { testMoment } from "../testing/test-rows.ts";
import {
  findUplinkDocument,
  findUplinkSource,
  findUplinkValidators,
  findWholeUplinkDocument,
  listUplinkResolutions,
  putUplinkDocument,
  setUplinkRendering,
  touchUplinkDocument,
  type UplinkDocumentRow,
} from "./uplink-documents.ts";
import { findUplinkTarball, insertUplinkTarball } from "./uplink-tarballs.ts";

const leftPad = { uplink: "npm", name: parsePackageName("left-pad") };
const row: UplinkDocumentRow = {
  ...leftPad,
  uplinkEtag: '"abc"',
  uplinkLastModified: null,
  fetchedAt: testMoment,
  full: null,
  abbreviated: '{"name":"left-pad"}',
  fullHash: null,
  abbreviatedHash: "aa",
  resolution: null,
  resolutionOf: null,
  tarballs: { "left-pad-1.0.0.tgz": { url: "https://packages.example/left-pad-1.0.0.tgz", shasum: "0123" } },
  source: null,
  hidden: null,
  policyHash: null,
  eligibleAt: null,
  changedAt: null,
};
const { tarballs: _tarballs, source: _source, ...document } = row;

describeEachDatabase("uplink documents", (openDatabase) => {
  let database: RegistryDatabase;
  beforeAll(async () => {
    database = await openDatabase();
    await putUplinkDocument(database.db, row);
  });

  test("an answer of an uplink is found under that uplink only", async () => {
    expect(await findUplinkDocument(database.db, leftPad)).toEqual(document);
    expect(await findUplinkDocument(database.db, { ...leftPad, uplink: "other" })).toBeUndefined();
    const { uplinkEtag, uplinkLastModified } = row;
    const validators = { uplinkEtag, uplinkLastModified, hasFull: row.full !== null };
    expect(await findUplinkValidators(database.db, leftPad)).toEqual(validators);
    expect(await findUplinkValidators(database.db, { ...leftPad, uplink: "other" })).toBeUndefined();
  });

  test("a later answer replaces it, and “not modified” moves only the time", async () => {
    const name = parsePackageName("moved");
    await putUplinkDocument(database.db, { ...row, name });
    await putUplinkDocument(database.db, { ...row, name, full: "{}", fullHash: "bb", uplinkEtag: '"def"' });
    const later = new Date(testMoment.getTime() + 1000);

    await touchUplinkDocument(database.db, { uplink: "npm", name }, later);

    expect(await findUplinkDocument(database.db, { uplink: "npm", name })).toEqual({
      ...document,
      name,
      full: "{}",
      fullHash: "bb",
      uplinkEtag: '"def"',
      fetchedAt: later,
    });
  });

  test("an archive's source is found by its file name, which is data and never a path into JSON", async () => {
    const source = row.tarballs["left-pad-1.0.0.tgz"];

    const unnamed = { source: undefined, fetchedAt: testMoment };
    expect(await findUplinkSource(database.db, leftPad, "left-pad-1.0.0.tgz")).toEqual({ ...unnamed, source });
    expect(await findUplinkSource(database.db, leftPad, "left-pad-2.0.0.tgz")).toEqual(unnamed);
    expect(await findUplinkSource(database.db, leftPad, "{left-pad-1.0.0.tgz,url}")).toEqual(unnamed);
    expect(await findUplinkSource(database.db, { ...leftPad, uplink: "other" }, "left-pad-1.0.0.tgz")).toBeUndefined();
  });

  test("a policy renders what the uplink last said, and nothing that another has replaced meanwhile", async () => {
    const ms = { uplink: "npm", name: parsePackageName("ms") };
    await putUplinkDocument(database.db, { ...row, ...ms, full: "all", fullHash: "bb" });
    const reason = "is blocked";
    const hidden = { "1.0.0": { cause: "blocked" as const, reason, fileName: "ms-1.0.0.tgz" } };
    const eligibleAt = new Date(testMoment.getTime() + 1000);
    const state = { policyHash: "cc", eligibleAt, hidden };
    const none = { resolution: null, resolutionOf: null };
    const rendering = { ...state, full: "some", fullHash: "dd", abbreviated: "s", abbreviatedHash: "ee", ...none };

    const from = { ...ms, fetchedAt: testMoment };
    expect(await setUplinkRendering(database.db, from, { ...rendering, source: "all", changedAt: null })).toBe(true);
    expect(await findWholeUplinkDocument(database.db, ms)).toBe("all");
    expect(await findUplinkDocument(database.db, ms)).toMatchObject({ full: "some", ...state });

    const older = { ...ms, fetchedAt: new Date(testMoment.getTime() - 1) };
    expect(await setUplinkRendering(database.db, older, { ...rendering, source: null, changedAt: null })).toBe(false);
    expect(await findWholeUplinkDocument(database.db, ms)).toBe("all");
    expect(await findWholeUplinkDocument(database.db, { ...ms, uplink: "other" })).toBeUndefined();
  });

  test("a resolver gets what was made of these very documents, of many at once and of one uplink", async () => {
    const name = parsePackageName("resolved");
    const made = { ...row, name, abbreviated: `{"name":"${"x".repeat(600)}"}`, resolution: "{}" };
    await putUplinkDocument(database.db, { ...made, full: "{}", fullHash: "bb", resolutionOf: "aa" });
    const names = [name, leftPad.name, parsePackageName("nobody")];

    const found = await listUplinkResolutions(database.db, { uplink: "npm", names });

    expect(found.map((one) => one.name).toSorted()).toEqual(["left-pad", "resolved"]);
    const resolved = found.find((one) => one.name === name);
    expect(resolved).toMatchObject({ resolution: "{}", resolutionOf: "aa", full: null, fetchedAt: testMoment });
    expect(resolved?.abbreviated).toBe(made.abbreviated.slice(0, 512));
    expect(await listUplinkResolutions(database.db, { uplink: "other", names })).toEqual([]);
    expect(await listUplinkResolutions(database.db, { uplink: "npm", names: [] })).toEqual([]);
  });

  test("a kept archive is noted once", async () => {
    const integrity = integrityOfSha512(`${"A".repeat(86)}==`);
    const kept = {
      ...leftPad,
      fileName: "left-pad-1.0.0.tgz",
      integrity,
      sizeBytes: 5_000_000_000,
      fetchedAt: testMoment,
    };
    expect(await findUplinkTarball(database.db, leftPad, "left-pad-1.0.0.tgz")).toBeUndefined();

    await insertUplinkTarball(database.db, kept);
    await insertUplinkTarball(database.db, { ...kept, sizeBytes: 1 });

    expect(await findUplinkTarball(database.db, leftPad, "left-pad-1.0.0.tgz")).toEqual(kept);
  });
});
