// SPEC.md §2, publishing. Rule ids in titles refer to it.
import { packTarball } from "@larder/tarball";
import { expect, test } from "vitest";

import { describeEachDatabase } from "@larder/registry-database/testing";

import { parseRegistryConfiguration } from "../../origins/parse-configuration.ts";
import { aPackage, refusal, seen, TestRegistry } from "../../testing/index.ts";

describeEachDatabase("publishing", (openDatabase) => {
  test("[P1] a published version is served at once, in both forms, with its archive", async () => {
    const world = await TestRegistry.open({ database: await openDatabase() });
    const ada = await world.user("ada");
    const pkg = aPackage("@acme/chat").with({ dependencies: { ms: "^2.0.0" } });

    expect(await seen(await ada.publish(pkg))).toEqual({
      status: 201,
      body: { ok: true, success: true, id: "@acme/chat", rev: "1-larder" },
    });

    const packument = await world.anonymous.get("/@acme/chat", { accept: "application/vnd.npm.install-v1+json" });
    expect(packument.headers.get("content-type")).toBe("application/vnd.npm.install-v1+json");
    const { versions, time } = (await packument.json()) as {
      versions: { [version: string]: { dependencies: object; dist: { tarball: string } } };
      time: object;
    };
    expect(versions["1.0.0"]?.dependencies).toEqual({ ms: "^2.0.0" });
    expect(Object.keys(time).toSorted()).toEqual(["1.0.0", "created", "modified"]);
    const url = versions["1.0.0"]?.dist.tarball ?? "";
    expect(url).toBe("https://packages.example/@acme/chat/-/chat-1.0.0.tgz");
    const archive = await world.anonymous.get(new URL(url).pathname);
    expect(new Uint8Array(await archive.arrayBuffer())).toEqual(new Uint8Array(await pkg.tarball()));
    expect(archive.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  });

  test("[P2] the same bytes from the same publisher again answer 200, and change nothing", async () => {
    const world = await TestRegistry.open({ database: await openDatabase() });
    const ada = await world.user("ada");
    await ada.publish(aPackage("left-pad"));

    const again = await ada.publish(aPackage("left-pad"));

    expect(await seen(again)).toMatchObject({ status: 200, body: { rev: "1-larder" } });
  });

  test("[P3] other bytes under a published version are refused with npm's sentence", async () => {
    const world = await TestRegistry.open({ database: await openDatabase() });
    const ada = await world.user("ada");
    await ada.publish(aPackage("left-pad"));

    const response = await ada.publish(aPackage("left-pad").file("index.js", "export default 2;"));

    expect(await refusal(response)).toEqual({
      status: 403,
      code: "EPUBLISHCONFLICT",
      error: "You cannot publish over the previously published versions: 1.0.0.",
    });
  });

  test("[P4] a stranger cannot publish a version of somebody else's package", async () => {
    const world = await TestRegistry.open({ database: await openDatabase() });
    const [ada, eve] = [await world.user("ada"), await world.user("eve")];
    await ada.publish(aPackage("left-pad"));

    const response = await eve.publish(aPackage("left-pad").version("1.0.1"));

    expect(await refusal(response)).toEqual({
      status: 403,
      code: "E403",
      error: "You are not a maintainer of `left-pad`",
    });
  });

  test("[P5] many versions of one package published at once are all there", async () => {
    const world = await TestRegistry.open({ database: await openDatabase() });
    const ada = await world.user("ada");
    const wanted = ["1.0.0", "1.1.0", "1.2.0", "1.3.0"];

    await Promise.all(
      wanted.map((version) => ada.publish(aPackage("left-pad").version(version).tag(`v${version[2]}x`))),
    );

    const packument = (await (await ada.get("/left-pad")).json()) as { versions: object };
    expect(Object.keys(packument.versions).toSorted()).toEqual(wanted);
  });
});

test("[P6] a body that ends too early leaves nothing", async () => {
  const { ada, world } = await TestRegistry.withUsers("ada");
  const body = JSON.stringify(await aPackage("left-pad").body());

  for (const length of [1, 50, body.length - 400, body.length - 30, body.length - 1]) {
    const response = await ada.send("/left-pad", { method: "PUT", body: body.slice(0, length) });
    expect(await refusal(response)).toMatchObject({ status: 400, code: "EBADREQUEST" });
  }
  expect(await world.countBlobs()).toBe(0);
  expect((await ada.get("/left-pad")).status).toBe(404);
});

test("[P7] a body or an archive over its limit is refused with 413 and leaves nothing", async () => {
  const configuration = parseRegistryConfiguration(
    'rules: [{ packages: "**", origin: hosted }]\nlimits: { documentBytesMax: 2000, archiveBytesMax: 1000 }',
    "registry.yaml",
  );
  const world = await TestRegistry.open({ configuration });
  const ada = await world.user("ada");
  const noise = Array.from({ length: 4000 }, () => Math.random().toString(36).slice(2)).join("\n");

  const tooLarge = await refusal(await ada.publish(aPackage("left-pad").file("noise.txt", noise)));
  const tooWordy = await refusal(await ada.publish(aPackage("left-pad").with({ description: "a".repeat(3000) })));

  expect(tooLarge).toMatchObject({ status: 413, error: "The archive is larger than 0 MiB" });
  expect(tooWordy).toMatchObject({ status: 413, code: "E413" });
  expect(await world.countBlobs()).toBe(0);
});

test("[P8] an archive with another integrity, shasum or length than the manifest says is refused", async () => {
  const { ada, world } = await TestRegistry.withUsers("ada");
  const spoiled = await Promise.all([1, 2, 3].map(() => aPackage("left-pad").body()));
  const dists = spoiled.map((body) => body.versions["1.0.0"]?.["dist"] as { integrity: string; shasum: string });
  if (dists[0] !== undefined) dists[0].integrity = `sha512-${"A".repeat(86)}==`;
  if (dists[1] !== undefined) dists[1].shasum = "0".repeat(40);
  const attachment = spoiled[2]?._attachments["left-pad-1.0.0.tgz"];
  if (attachment !== undefined) attachment.length = 3;

  for (const [index, field] of ["integrity", "shasum", "length"].entries()) {
    const response = await refusal(await ada.put("/left-pad", spoiled[index]));
    expect(response).toMatchObject({ status: 422, code: "EINTEGRITY" });
    expect(response.error).toContain(`The archive has the ${field} `);
  }
  expect(await world.countBlobs()).toBe(0);
});

test("[P9] [S14] a manifest that disagrees with the archive is refused, naming the field", async () => {
  const { ada, world } = await TestRegistry.withUsers("ada");
  const body = await aPackage("left-pad")
    .with({ scripts: { postinstall: "node evil.js" } })
    .body();
  delete body.versions["1.0.0"]?.["scripts"];

  expect(await refusal(await ada.put("/left-pad", body))).toEqual({
    status: 422,
    code: "EMANIFESTMISMATCH",
    error:
      'The manifest and the package.json in the archive disagree on `scripts`: `{}` and `{"postinstall":"node evil.js"}`',
  });
  expect(await world.countBlobs()).toBe(0);
});

test("[P10] [S29] URL, document and archive must name the same package and version", async () => {
  const { ada } = await TestRegistry.withUsers("ada");
  const body = await aPackage("left-pad").body();

  expect(await refusal(await ada.put("/right-pad", body))).toMatchObject({ status: 422, code: "EMANIFESTMISMATCH" });
  expect(await refusal(await ada.publish(aPackage("Left-Pad")))).toMatchObject({ code: "EINVALIDPACKAGENAME" });
  expect(await refusal(await ada.publish(aPackage("left-pad").version("1.0")))).toMatchObject({
    status: 422,
    code: "EINVALIDVERSION",
  });
  expect(await refusal(await ada.publish(aPackage("left-pad").tag("1.x")))).toMatchObject({ code: "EINVALIDTAGNAME" });
});

test("[P11] an archive that breaks the rules of archives is refused, naming the entry", async () => {
  const { ada, world } = await TestRegistry.withUsers("ada");
  const packageJson = { path: "package.json", content: '{"name":"left-pad","version":"1.0.0","type":"module"}' };
  const archive = await packTarball([packageJson, { path: "../../evil.js", content: "1" }]);

  const response = await refusal(await ada.publish(aPackage("left-pad").archive(archive)));

  expect(response).toMatchObject({ status: 422, code: "EBADARCHIVE" });
  expect(response.error).toContain("evil.js");
  expect(await world.countBlobs()).toBe(0);
});

test("[P12] a range that only its workspace understands is refused with a plain sentence", async () => {
  const { ada } = await TestRegistry.withUsers("ada");

  const response = await ada.publish(aPackage("left-pad").with({ dependencies: { ms: "workspace:^" } }));

  expect(await refusal(response)).toEqual({
    status: 400,
    code: "EBADREQUEST",
    error: "`ms` is wanted as `workspace:^`, which means nothing outside of the author's workspace",
  });
});

test("[P13] a publish does not move `latest` back, nor to a prerelease", async () => {
  const { ada } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad").version("2.0.0"));

  expect(await refusal(await ada.publish(aPackage("left-pad").version("1.9.0")))).toMatchObject({ code: "EPOLICY" });
  expect(await refusal(await ada.publish(aPackage("left-pad").version("3.0.0-beta.1")))).toMatchObject({
    code: "EPOLICY",
  });
  expect((await ada.publish(aPackage("left-pad").version("1.9.0").tag("legacy"))).status).toBe(201);
});

test("[P15] `dist` is always ours: what a client claims about it is not served", async () => {
  const { ada } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad").with({ bin: { pad: "./index.js" } }));

  const manifest = (await (await ada.get("/left-pad/1.0.0")).json()) as { dist: object; _npmUser: object };

  expect(manifest.dist).toMatchObject({
    tarball: "https://packages.example/left-pad/-/left-pad-1.0.0.tgz",
    fileCount: 2,
  });
  expect(manifest._npmUser).toEqual({ name: "ada", email: "ada@example.com" });
});
