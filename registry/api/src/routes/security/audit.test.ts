// SPEC.md §9, audits. Rule ids in titles refer to it.
import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { gzipSync } from "node:zlib";

import { parseRegistryConfiguration } from "../../origins/parse-configuration.ts";
import { importAdvisories } from "../../origins/advisories/import-advisories.ts";
import { osvArchive, osvEntry, zipFile } from "../../testing/osv-archive.ts";
import { readOsvFixture } from "../../testing/osv-fixture.ts";
import { aPackage, FakeUplink, type Persona, refusal, seen, TestRegistry } from "../../testing/index.ts";

const bulk = "/-/npm/v1/security/advisories/bulk";
const advisory = {
  id: 1234,
  url: "https://advisories.example/GHSA-1",
  title: "It breaks",
  severity: "high",
  vulnerable_versions: "<2.0.0",
};

async function openBesideUplink(audits = "uplinks"): Promise<{ uplink: FakeUplink; world: TestRegistry }> {
  const uplink = await FakeUplink.start();
  const configuration = parseRegistryConfiguration(
    JSON.stringify({
      audits,
      uplinks: { public: { url: uplink.url } },
      rules: [
        { packages: "@acme/*", origin: "hosted" },
        { packages: "@inside/*", origin: "public", read: ["$authenticated"] },
        { packages: "**", origin: "public", claims: true },
      ],
    }),
    "registry.yaml",
  );
  return { uplink, world: await TestRegistry.open({ configuration }) };
}

function postZipped(persona: Persona, body: Uint8Array): Promise<Response> {
  const bytes = new Uint8Array(body);
  return persona.send(bulk, { method: "POST", headers: { "content-encoding": "gzip" }, body: bytes });
}

function asked(uplink: FakeUplink): unknown[] {
  return uplink.requests.filter(({ path }) => path === bulk).map(({ body }) => JSON.parse(body) as unknown);
}

test("[V6] [S24] only names that come from the uplink, and may be read, are asked there", async () => {
  const { uplink, world } = await openBesideUplink();
  const ada = await world.user("ada");
  await ada.publish(aPackage("@ours/claimed"));
  const known = { ms: [advisory], "@acme/secret": [advisory] };
  uplink.answer(bulk, { body: JSON.stringify(known) });
  const question = {
    ms: ["1.0.0"],
    "@acme/secret": ["1.0.0"],
    "@ours/claimed": ["1.0.0"],
    "@ours/never-published": ["1.0.0"],
    "@inside/tool": ["1.0.0"],
    "not a name": ["1.0.0"],
  };

  const answer = await postZipped(world.anonymous, gzipSync(JSON.stringify(question)));

  expect(await seen(answer)).toEqual({ status: 200, body: { ms: [advisory] } });
  expect(asked(uplink)).toEqual([{ ms: ["1.0.0"] }]);
});

test("[V6] nobody is asked when there is nothing to ask", async () => {
  const { uplink, world } = await openBesideUplink();

  expect(await seen(await world.anonymous.post(bulk, { "@acme/secret": ["1.0.0"] }))).toEqual({
    status: 200,
    body: {},
  });
  expect(uplink.requests).toEqual([]);
});

test("[V6] a body that is no gzip, or holds too much, is refused", async () => {
  const { world } = await openBesideUplink();
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));

  expect((await postZipped(world.anonymous, Buffer.from("{}"))).status).toBe(400);
  expect((await postZipped(world.anonymous, gzipSync("{}").subarray(0, 12))).status).toBe(400);
  expect((await postZipped(world.anonymous, bomb)).status).toBe(413);
  expect((await world.anonymous.post(bulk, { ms: "1.0.0" })).status).toBe(400);
  const versions = Array.from({ length: 1001 }, (_, patch) => `1.0.${patch}`);
  expect((await world.anonymous.post(bulk, { ms: versions })).status).toBe(400);
});

test("[V7] [S17] an uplink that fails makes the audit fail; one without audits knows nothing", async () => {
  const { uplink, world } = await openBesideUplink();

  expect(await seen(await world.anonymous.post(bulk, { ms: ["1.0.0"] }))).toEqual({ status: 200, body: {} });
  uplink.answer(bulk, { body: "[]" });
  expect(await refusal(await world.anonymous.post(bulk, { ms: ["1.0.0"] }))).toMatchObject({ status: 502 });
  uplink.isDown = true;
  expect(await refusal(await world.anonymous.post(bulk, { ms: ["1.0.0"] }))).toMatchObject({
    status: 503,
    error: expect.stringContaining("The uplink `public` is not available"),
  });
});

const olderPaths = ["/-/npm/v1/security/audits", "/-/npm/v1/security/audits/quick"];

test.each(olderPaths)("[V8] %s tells where in the tree something is known against a version", async (path) => {
  const { uplink, world } = await openBesideUplink();
  uplink.answer(bulk, { body: JSON.stringify({ ms: [advisory] }) });
  const dependencies = {
    "@acme/secret": { version: "1.0.0", dependencies: { ms: { version: "1.0.0" } } },
    ms: { version: "2.0.0", requires: {} },
  };

  const { status, body } = await seen(await world.anonymous.post(path, { name: "project", dependencies }));

  expect(asked(uplink)).toEqual([{ ms: expect.arrayContaining(["1.0.0", "2.0.0"]) }]);
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      actions: [],
      advisories: {
        1234: {
          ...advisory,
          patched_versions: ">=2.0.0",
          recommendation: "Upgrade to version 2.0.0 or later",
          module_name: "ms",
          findings: [{ version: "1.0.0", paths: ["@acme/secret>ms"] }],
        },
      },
      muted: [],
      metadata: {
        vulnerabilities: { info: 0, low: 0, moderate: 0, high: 1, critical: 0 },
        dependencies: 3,
        devDependencies: 0,
        optionalDependencies: 0,
        totalDependencies: 3,
      },
    },
  });
});

test("[V9] with imported advisories nobody is asked, and packages of every origin are known", async () => {
  const { uplink, world } = await openBesideUplink("advisories");
  const question = { ms: ["1.0.0", "3.0.0"], "left-pad": ["2.0.0"], "@acme/secret": ["1.0.0"], "not a name": ["x"] };

  expect(await refusal(await world.anonymous.post(bulk, question))).toMatchObject({
    status: 503,
    code: "EUNAVAILABLE",
  });
  const entries = ["ms", "left-pad", "@acme/secret"].map((name) => osvEntry(`GHSA-${name.slice(-6)}`, name));
  await importAdvisories(world.database, await osvArchive(...entries));

  const known = {
    id: expect.any(Number),
    url: "https://github.com/advisories/GHSA-ms",
    title: "GHSA-ms in ms",
    severity: "high",
    vulnerable_versions: "<2.0.0",
    cwe: ["CWE-400"],
    cvss: { score: 0, vectorString: null },
  };
  const secret = expect.objectContaining({ title: "GHSA-secret in @acme/secret" });
  expect(await seen(await world.anonymous.post(bulk, question))).toEqual({
    status: 200,
    body: { ms: [known], "@acme/secret": [secret] },
  });
  const dependencies = { ms: { version: "1.0.0" } };
  const older = await seen(await world.anonymous.post("/-/npm/v1/security/audits/quick", { dependencies }));
  expect(older).toMatchObject({ body: { metadata: { vulnerabilities: { high: 1 } } } });
  expect(uplink.requests).toEqual([]);
});

test("[V9] an advisory tells its score, whatever version of CVSS its vector is of", async () => {
  const { world } = await openBesideUplink("advisories");
  await importAdvisories(world.database, await zipFile(zipSync(await readOsvFixture())));

  const { body } = await seen(await world.anonymous.post(bulk, { "only-four": ["0.8.0"], "slow-glob": ["2.0.0+x"] }));

  expect(body).toMatchObject({
    "only-four": [{ severity: "moderate", cvss: { score: 5.3, vectorString: expect.stringMatching(/^CVSS:4\.0/) } }],
    "slow-glob": [{ severity: "moderate", cvss: { score: 5.3, vectorString: expect.stringMatching(/^CVSS:3\.1/) } }],
  });
});
