import { mkdtempDisposable, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { readEnvironment } from "../config.ts";
import { findNpmRegistry } from "./npm-registry.ts";
import { findToken, readNpmSettings, tokenKey } from "./npm-settings.ts";
import { parseNpmrc } from "./read-npmrc.ts";
import { setInNpmrc, withSetting } from "./write-npmrc.ts";

async function newDirectory(): Promise<string> {
  const directory = await mkdtempDisposable(join(tmpdir(), "larder-npmrc-"));
  onTestFinished(() => directory.remove());
  return directory.path;
}

test("an .npmrc is read with its comments left out and its variables filled in", () => {
  const text = [
    "; a comment",
    "# another",
    "registry = https://packages.example/",
    "//packages.example/:_authToken=${TOKEN}",
    "unknown=${NOBODY}",
    "optional=${NOBODY?}",
    "save-exact=true",
  ].join("\n");

  expect(parseNpmrc(text, { TOKEN: "secret" })).toEqual({
    registry: "https://packages.example/",
    "//packages.example/:_authToken": "secret",
    unknown: "${NOBODY}",
    optional: "",
  });
});

test.each([
  ["", "a=1\n"],
  ["b=2", "b=2\na=1\n"],
  ["# mine\na = 0\nb=2\n", "# mine\na=1\nb=2\n"],
  ["a=0\nb=2\na=3\n", "a=1\nb=2\n"],
  ["#a=0\n", "#a=0\na=1\n"],
])("setting a key in %j gives %j", (before, after) => {
  expect(withSetting(before, "a", "1")).toBe(after);
});

test("a token is written for its registry alone, readable by its owner alone, and a link stays a link", async () => {
  const directory = await newDirectory();
  const real = join(directory, "dotfiles-npmrc");
  const link = join(directory, ".npmrc");
  await writeFile(real, "registry=https://other.example/\n//other.example/:_authToken=theirs\n", { mode: 0o644 });
  await symlink(real, link);

  await setInNpmrc(link, tokenKey("http://127.0.0.1:5273"), "lrd_new");

  expect(await readFile(real, "utf8")).toBe(
    "registry=https://other.example/\n//other.example/:_authToken=theirs\n//127.0.0.1:5273/:_authToken=lrd_new\n",
  );
  expect((await stat(real)).mode & 0o777).toBe(0o600);
});

test("a token is found for its own place and what is below it, and for no other", () => {
  const settings = { "//packages.example/npm/:_authToken": "deep", "//other.example/:_authToken": "other" };

  expect(findToken(settings, "https://packages.example/npm/")).toBe("deep");
  expect(findToken(settings, "https://packages.example/npm/more")).toBe("deep");
  expect(findToken(settings, "https://packages.example/")).toBeUndefined();
  expect(findToken(settings, "https://packages.example:8443/npm/")).toBeUndefined();
  expect(findToken(settings, "https://other.example.evil.example/")).toBeUndefined();
});

test("the project's .npmrc wins over the user's, and is found from a folder below", async () => {
  const home = await newDirectory();
  const project = await newDirectory();
  await writeFile(join(home, ".npmrc"), "registry=https://user.example/\nkeep=1\n");
  await writeFile(join(project, "package.json"), "{}");
  await writeFile(join(project, ".npmrc"), "registry=https://project.example/\n");

  const settings = await readNpmSettings(project, readEnvironment({ HOME: home }));

  expect(settings).toEqual({ registry: "https://project.example/", keep: "1" });
});

test("npm's variable wins over every file, in any case, and loses the slash at its end", async () => {
  const home = await newDirectory();
  await writeFile(join(home, ".npmrc"), "registry=https://user.example/\n");

  const environment = readEnvironment({ HOME: home, NPM_CONFIG_REGISTRY: "https://variable.example/" });

  expect(await findNpmRegistry(home, environment)).toBe("https://variable.example");
});
