import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { osvArchive, osvEntry } from "@larder/registry-api/testing";
import { expect, test } from "vitest";

import { newWorkplace } from "./testing/larder-process.ts";

const configuration = `
rules: [{ packages: "**", origin: hosted }]
audits: advisories
`;

test("advisories are imported before the server runs and while it does, and what is no archive changes nothing", async () => {
  await using place = await newWorkplace();
  const data = join(place.directory, "data");
  await mkdir(data);
  await writeFile(join(data, "registry.yaml"), configuration);
  const load = (archive: string) => place.run(["advisories", "import", archive, "--data", "data", "--json"]);

  const before = await load(await osvArchive(osvEntry("GHSA-1", "ms")));
  const server = await place.start(["serve", "--listen", "127.0.0.1:0", "--data", "data"]);
  const audit = async (): Promise<unknown> => {
    const body = JSON.stringify({ ms: ["1.0.0"] });
    const response = await fetch(`${server.url}/-/npm/v1/security/advisories/bulk`, { method: "POST", body });
    return await response.json();
  };
  const first = await audit();
  const during = await load(await osvArchive(osvEntry("GHSA-2", "ms"), osvEntry("GHSA-3", "left-pad")));
  const second = await audit();
  const refused = await load(join(data, "registry.yaml"));
  const third = await audit();
  await server.stop("SIGTERM");

  expect(before.document()).toMatchObject({ ok: true, data: { advisories: 1 } });
  expect(during.document()).toMatchObject({
    ok: true,
    data: { advisories: 2, modifiedAt: "2026-03-04T05:06:07.000Z" },
  });
  expect(refused).toMatchObject({ exitCode: 6 });
  expect(refused.document()).toMatchObject({ ok: false, error: { code: "EBADARCHIVE" } });
  expect([first, second, third]).toMatchObject([
    { ms: [{ title: "GHSA-1 in ms" }] },
    { ms: [{ title: "GHSA-2 in ms" }] },
    { ms: [{ title: "GHSA-2 in ms" }] },
  ]);
});
