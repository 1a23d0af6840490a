// SPEC.md §2, publishing. Rule ids in titles refer to it.
import { packTarball } from "@larder/tarball";
import { expect, test } from "vitest";

import { aPackage, refusal, seen, TestRegistry } from "../../testing/index.ts";

test("[P9] what the archive does not say about machines and entry points, a client cannot add", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  const body = await aPackage("left-pad")
    .with({ engines: { node: ">=20" } })
    .body();
  Object.assign(body.versions["1.0.0"] ?? {}, { engines: { node: ">=99" }, os: ["none"], main: "other.js" });

  expect((await ada.put("/left-pad", body)).status).toBe(201);

  const manifest = (await (await anonymous.get("/left-pad/1.0.0")).json()) as { [field: string]: unknown };
  expect(manifest).toMatchObject({ engines: { node: ">=20" } });
  expect(Object.keys(manifest)).not.toEqual(expect.arrayContaining(["os"]));
  expect(Object.keys(manifest)).not.toEqual(expect.arrayContaining(["main"]));
});

test("[P17] NUL characters are left out of all that is kept of a package", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  const pkg = aPackage("left-pad")
    .with({ description: "pads\0 left", keywords: ["pa\0d"], "a\0b": 1 })
    .file("README.md", "# left\0-pad")
    .file("domains/text/domain.yaml", 'name: text\nversion: 1.0.0\ndescription: "words\\0"\n');

  expect((await ada.publish(pkg)).status).toBe(201);

  expect(await seen(await anonymous.get("/-/api/v1/packages/left-pad"))).toMatchObject({
    body: { description: "pads left", keywords: ["pad"], readme: "# left-pad" },
  });
  expect((await anonymous.get("/left-pad/1.0.0")).status).toBe(200);
});

test("[P17] [S12] `__proto__` is no member of anything, as a key and as a dist-tag", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  const text = JSON.stringify(await aPackage("left-pad").tag("next").body())
    .replace('"next":', '"__proto__":"1.0.0","constructor":')
    .replace('"_id"', '"__proto__":{"polluted":true},"_id"');

  expect((await ada.send("/left-pad", { method: "PUT", body: text })).status).toBe(201);

  expect(await seen(await anonymous.get("/-/package/left-pad/dist-tags"))).toMatchObject({
    body: { constructor: "1.0.0", latest: "1.0.0" },
  });
  expect(Reflect.get({}, "polluted")).toBeUndefined();
});

test("[P17] [S12] `__proto__` is in nothing that is served of a package, whether its manifest or its archive has it", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  const fields = [
    '"__proto__":{"polluted":true}',
    '"dependencies":{"__proto__":"1.0.0","ms":"2.0.0"}',
    // Of what has no meaning here, and of what only the archive decides, nothing is looked at.
    '"config":{"deep":{"__proto__":{"polluted":true}}}',
    '"exports":{"__proto__":"./index.js",".":"./index.js"}',
  ];
  const spoil = (text: string): string => text.replace('"version":"1.0.0"', `"version":"1.0.0",${fields.join(",")}`);
  const packageJson = spoil('{"name":"left-pad","version":"1.0.0"}');
  const pkg = aPackage("left-pad").archive(await packTarball([{ path: "package.json", content: packageJson }]));
  const body = spoil(JSON.stringify(await pkg.body()));

  expect((await ada.send("/left-pad", { method: "PUT", body })).status).toBe(201);

  const abbreviated = { accept: "application/vnd.npm.install-v1+json" };
  const served = await Promise.all([
    anonymous.get("/left-pad"),
    anonymous.get("/left-pad", abbreviated),
    anonymous.get("/left-pad/1.0.0"),
    anonymous.get("/-/api/v1/packages/left-pad/versions/1.0.0"),
  ]);
  for (const response of served) {
    const text = await response.text();
    expect([response.status, text.includes("__proto__")]).toEqual([200, false]);
    expect(text).toMatch(/"ms":"2\.0\.0"|"name":"ms"/);
  }
});

test.each<[string, (text: string) => string]>([
  ["nesting", (text) => text.replace('"_id"', `"x":${"[".repeat(101)}${"]".repeat(101)},"_id"`)],
  ["a key without end", (text) => text.replace('"_id"', `"${"k".repeat(2000)}":1,"_id"`)],
  ["too many dist-tags", (text) => text.replace('"latest":', `${manyTags(101)},"latest":`)],
  ["data after the padding", (text) => text.replace(/("data":"[^"]*?)=*"/, '$1QQ==QQ=="')],
])("[P17] %s is refused with a sentence, and nothing stays", async (_, spoil) => {
  const { ada, world } = await TestRegistry.withUsers("ada");
  const text = JSON.stringify(await aPackage("left-pad").body());

  const response = await ada.send("/left-pad", { method: "PUT", body: spoil(text) });

  expect(await refusal(response)).toMatchObject({ status: 400, code: "EBADREQUEST" });
  expect([(await ada.get("/left-pad")).status, await world.countBlobs()]).toEqual([404, 0]);
});

test("[P17] a `package.json` in the archive that is nested without end is refused", async () => {
  const { ada } = await TestRegistry.withUsers("ada");
  const nested = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
  const packageJson = `{"name":"left-pad","version":"1.0.0","larder":{"env":${nested}}}`;
  const pkg = aPackage("left-pad").archive(await packTarball([{ path: "package.json", content: packageJson }]));

  expect(await refusal(await ada.publish(pkg))).toMatchObject({
    status: 422,
    error: "The `package.json` in the archive cannot be read: it is no JSON, or nested too deeply",
  });
});

function manyTags(count: number): string {
  return Array.from({ length: count }, (_, index) => `"tag-${index}":"1.0.0"`).join(",");
}
