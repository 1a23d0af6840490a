import { chmod, cp, mkdir, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { parsePackageName } from "@larder/package-spec";
import { packTarball } from "@larder/tarball";
import { expect, onTestFinished, test } from "vitest";

import { hostSources, type ReadSource } from "./host-sources.ts";

const name = parsePackageName("prompt-themes");

test("a folder is what npm would pack of it, with the same digest wherever it lies", async () => {
  const directory = await world({
    "one/package.json": '{ "name": "one", "version": "1.0.0", "files": ["lib"] }\r\n',
    "one/lib/index.js": "export default 1;\r\n",
    "one/lib/run.sh": "#!/bin/sh\n",
    "one/secret.txt": "not packed",
    "one/node_modules/dependency/index.js": "not packed",
  });
  await chmod(join(directory, "one/lib/run.sh"), 0o700);
  await cp(join(directory, "one"), join(directory, "elsewhere"), { recursive: true });
  await utimes(join(directory, "elsewhere/lib/index.js"), 1, 1);
  await chmod(join(directory, "elsewhere/lib/index.js"), 0o600);

  const [one, other] = [await read(directory, "../one"), await read(directory, "../elsewhere/")];

  expect(one).toMatchObject({ source: { type: "path", path: "../one" }, manifest: { name: "one", version: "1.0.0" } });
  expect(other.source).toEqual({ type: "path", path: "../elsewhere" });
  expect(other.manifest.dist.integrity).toBe(one.manifest.dist.integrity);
  expect(one.manifest.dist.integrity).toBe(
    "sha512-b+6dRwhsJq1vEYrUuFuBwsptoJYvqZRCW/YQ38eAGp8UWp3VWQVY7K3rUHFVV5ZyDHIiXamTPNvjJrukip9cKg==",
  );
});

test("a folder without a name and a version gets the name of its want, and changes its digest with its content", async () => {
  const directory = await world({ "themes/themes/calm.toml": '[prompt]\nformat = "x"\n' });

  const before = await read(directory, "../themes");
  await writeFile(join(directory, "themes/themes/calm.toml"), '[prompt]\nformat = "y"\n');
  const after = await read(directory, "../themes");

  expect(before.manifest).toMatchObject({ name, version: "0.0.0-local", larder: {} });
  expect(after.manifest.dist.integrity).not.toBe(before.manifest.dist.integrity);
});

test("links in a folder are left out, and a folder may itself be one", async () => {
  const directory = await world({ "real/package.json": '{ "name": "real", "version": "1.0.0" }', "real/index.js": "" });
  const { manifest } = await read(directory, "../real");
  await symlink("/etc/passwd", join(directory, "real/passwords"));
  await symlink(join(directory, "real"), join(directory, "linked"));

  expect((await read(directory, "../real")).manifest.dist.integrity).toBe(manifest.dist.integrity);
  expect((await read(directory, "../linked")).manifest.dist.integrity).toBe(manifest.dist.integrity);
});

test("an archive is taken as it is", async () => {
  const directory = await world({});
  const packageJson = { name: "packed", version: "1.2.3", scripts: { install: "node x.js" } };
  await writeFile(join(directory, "packed.tgz"), await packed(packageJson));

  expect(await read(directory, "../packed.tgz")).toMatchObject({
    source: { type: "path", path: "../packed.tgz" },
    manifest: { name: "packed", version: "1.2.3", hasInstallScript: true },
  });
});

test.each([
  ["../absent", /^`\.\.\/absent` does not exist$/],
  [".", /^`\.` contains the host itself/],
  ["..", /^`\.\.` contains the host itself/],
  ["../empty", /^`\.\.\/empty` is not fit to be installed: package\.json: There is no `package\.json`/],
  ["../broken", /^`\.\.\/broken` is not fit to be installed: package\.json: .*JSON/],
  ["../text.tgz", /^`\.\.\/text\.tgz` is no archive of a package: /],
  ["../nameless.tgz", /^`\.\.\/nameless\.tgz` has no `package\.json` that says its name and its version$/],
  ["../huge.tgz", /^`\.\.\/huge\.tgz` has 5368709120 bytes, more than the archive of a package may have$/],
])("%s is refused by name", async (path, message) => {
  const directory = await world({
    "empty/nothing.txt": "",
    "broken/package.json": "{",
    "text.tgz": "text",
    "huge.tgz": "",
  });
  await truncate(join(directory, "huge.tgz"), 5 * 1024 ** 3);
  await writeFile(join(directory, "nameless.tgz"), await packed({ name: "nameless", version: "one" }));

  await expect(read(directory, path)).rejects.toMatchObject({
    code: "ETARGET",
    message: expect.stringMatching(message),
  });
});

async function read(directory: string, path: string): Promise<ReadSource> {
  const means = {
    directory: join(directory, "host"),
    environment: {},
    fetchUrl: () => Promise.reject(new Error("Nothing is fetched from an address")),
  };
  return await hostSources(means).read({ type: "path", path }, name);
}

async function world(files: { readonly [path: string]: string }): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "larder-paths-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  await mkdir(join(directory, "host"));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  return directory;
}

async function packed(packageJson: object): Promise<Uint8Array> {
  return await packTarball([{ path: "package.json", content: JSON.stringify(packageJson) }]);
}
