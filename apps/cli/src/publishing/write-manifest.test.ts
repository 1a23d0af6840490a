import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { expect, test } from "vitest";

import { newWorkplace, type Workplace } from "../testing/larder-process.ts";

async function lay(place: Workplace, files: { readonly [path: string]: string }): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(place.directory, path)), { recursive: true });
    await writeFile(join(place.directory, path), text);
  }
}

const readPackageJson = async (place: Workplace): Promise<unknown> =>
  JSON.parse(await readFile(join(place.directory, "package.json"), "utf8"));

test("[D10] [X4] check --write makes the package.json of another system's package, with every key that only it knows", async () => {
  await using place = await newWorkplace();
  await lay(place, {
    "plugin.yaml": "name: My Ping\nversion: '1.0'\ncolour: blue\n",
    "src/main.js": "export default class { handle() {} }",
  });

  const explained = await place.run(["check"]);
  const written = await place.run(["check", "--write", "--json"]);
  const again = await place.run(["check", "--write"]);

  expect(explained.stdout).toContain("warning plugin.yaml: `My Ping` is called `my-ping` here");
  expect(written.document()).toMatchObject({
    data: {
      dialect: "xcore",
      written: { path: join(place.directory, "package.json"), change: "made from another format" },
    },
  });
  expect(await readPackageJson(place)).toMatchObject({
    name: "my-ping",
    version: "1.0.0",
    engines: { larder: "^1.0.0" },
    larder: { title: "My Ping", entry: "src/main.js", extra: { colour: "blue" } },
  });
  expect(again.stdout).toContain("package.json says all of it already");
});

test("check --write copies the permissions of the plugins, in their order, and leaves the rest as it is", async () => {
  await using place = await newWorkplace();
  const plugin = `import { allow, definePlugin, deny } from "@larder/sdk";
export default definePlugin({ permissions: [deny("db", ["write"]), allow("db", ["read"])], actions: {} });`;
  const packageJson = {
    name: "notes",
    version: "1.0.0",
    custom: { mine: true },
    engines: { larder: "^1.0.0" },
    larder: { env: { A: "b" } },
  };
  await lay(place, { "package.json": JSON.stringify(packageJson), "plugins/notes/index.js": plugin });

  const { exitCode, stdout } = await place.run(["check", "--write"]);

  expect({ exitCode, stdout }).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining("permissions of its plugins"),
  });
  expect(await readPackageJson(place)).toEqual({
    ...packageJson,
    larder: {
      env: { A: "b" },
      permissions: [
        { resource: "db", actions: ["write"], effect: "deny" },
        { resource: "db", actions: ["read"], effect: "allow" },
      ],
    },
  });
});

test("check --write writes nothing for a package with an error, and for plugins that need Node", async () => {
  await using place = await newWorkplace();
  await lay(place, { "plugin.yaml": "name: ping\nversion: newest\n" });
  const refused = await place.run(["check", "--write"]);
  await using other = await newWorkplace();
  const packageJson = '{"name":"notes","version":"1.0.0","larder":{}}';
  await lay(other, { "package.json": packageJson, "plugins/notes/index.js": 'import "node:fs"; export default {};' });
  const unreadable = await other.run(["check", "--write"]);

  expect(refused).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("`newest` of `plugin.yaml` is no version"),
  });
  await expect(readPackageJson(place)).rejects.toMatchObject({ code: "ENOENT" });
  expect(unreadable.stderr).toContain("The permissions of the plugins cannot be read");
  expect(await readFile(join(other.directory, "package.json"), "utf8")).toBe(packageJson);
});

test("check --write keeps tabs, ends of lines and a missing last one, also after the mark of a Windows editor", async () => {
  await using place = await newWorkplace();
  const lines = ["{", '\t"name": "notes",', '\t"version": "1.0.0",', '\t"engines": { "larder": "^1.0.0" },'];
  const plugin = `import { allow, definePlugin } from "@larder/sdk";
export default definePlugin({ permissions: [allow("db", ["read"])] });`;
  await lay(place, {
    "package.json": `\uFEFF${[...lines, '\t"larder": {}', "}"].join("\r\n")}`,
    "plugins/notes/index.js": plugin,
  });

  const { exitCode } = await place.run(["check", "--write"]);

  const text = await readFile(join(place.directory, "package.json"), "utf8");
  expect(exitCode).toBe(0);
  expect(text.split("\r\n").slice(0, 3)).toEqual(lines.slice(0, 3));
  expect(text).toMatch(/"permissions": \[\r\n[^]*\r\n\}$/);
  expect(text).not.toMatch(/[^\r]\n/);
});

test("a manifest that is a link is named, since archives hold no links", async () => {
  await using place = await newWorkplace();
  await lay(place, { "real.json": '{"name":"notes","version":"1.0.0","larder":{}}' });
  await symlink("real.json", join(place.directory, "package.json"));

  const { exitCode, stderr } = await place.run(["check", "--write"]);

  expect(exitCode).toBe(2);
  expect(stderr).toContain("is a symbolic link, which archives do not hold");
  expect(await readFile(join(place.directory, "real.json"), "utf8")).not.toContain("\n");
});
