import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { readHostEnvironment } from "./host-environment.ts";
import { editPackageConfiguration, readPackageConfiguration } from "./package-configuration.ts";
import { readHostManifest } from "./read-host.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "larder-configuration-"));
  await write("larder.yaml", manifest);
});

afterEach(() => rm(directory, { recursive: true }));

const manifest = `registries: { home: http://127.0.0.1:5273 }
wants:
  mailer: ^1.0.0
packages:
  # Ask Ada.
  mailer:
    config:
      smtp:
        host: mail.example # ours
`;

async function write(path: string, text: string): Promise<void> {
  await mkdir(join(directory, path, ".."), { recursive: true });
  await writeFile(join(directory, path), text);
}

const read = (path: string): Promise<string> => readFile(join(directory, path), "utf8");

async function settingsOf(name: string) {
  return (await readHostManifest(directory)).packages[name];
}

test("one setting changes in larder.yaml, and every comment stays", async () => {
  const place = await editPackageConfiguration(directory, "mailer", { path: ["smtp", "port"], value: 25 });

  expect(place).toBe("larder.yaml");
  expect(await read("larder.yaml")).toBe(`${manifest}        port: 25\n`);
  expect((await readPackageConfiguration(directory, await settingsOf("mailer"))).values).toEqual({
    smtp: { host: "mail.example", port: 25 },
  });
});

test("the last setting that goes takes its sections along", async () => {
  await editPackageConfiguration(directory, "other", { path: ["a", "b"], value: [1, { c: true }] });
  await editPackageConfiguration(directory, "other", { path: ["a", "b"], value: undefined });

  expect(await read("larder.yaml")).toBe(manifest);
});

test("a file that larder.yaml names is changed in the place of larder.yaml, and made when it is not there", async () => {
  const named = manifest.replace(/config:[^]*/, "config: config/mailer.yaml\n");
  await write("larder.yaml", named);
  await expect(readPackageConfiguration(directory, await settingsOf("mailer"))).rejects.toThrow(
    "`config/mailer.yaml` is named by `larder.yaml` as a configuration, and is not there",
  );

  await editPackageConfiguration(directory, "mailer", { path: ["debug"], value: true });
  await write("config/mailer.yaml", `# Loud.\n${await read("config/mailer.yaml")}`);
  await editPackageConfiguration(directory, "mailer", { path: ["smtp", "host"], value: "b.example" });

  expect(await read("larder.yaml")).toBe(named);
  expect(await read("config/mailer.yaml")).toBe("# Loud.\ndebug: true\nsmtp:\n  host: b.example\n");
});

test.each([
  ["a: [1\n", /`config\/mailer.yaml:\d+` is not YAML/],
  ["- 1\n", /is not a map of settings/],
  ["a: *gone\n", /is not YAML: /],
])("the configuration %j is refused with its place, and left alone", async (text, reason) => {
  await write("larder.yaml", manifest.replace(/config:[^]*/, "config: config/mailer.yaml\n"));
  await write("config/mailer.yaml", text);

  await expect(readPackageConfiguration(directory, await settingsOf("mailer"))).rejects.toThrow(reason);
  await expect(editPackageConfiguration(directory, "mailer", { path: ["a"], value: 1 })).rejects.toThrow(reason);
  expect(await read("config/mailer.yaml")).toBe(text);
});

test("[H17] the process's variables win over `.env` of the host, and that over `.larder/.env`", async () => {
  await write(".larder/.env", "A=state\nB=state\nC=state\n");
  await write(".env", "B='root'\nC=root # a comment\n");

  expect(await readHostEnvironment(directory, { C: "process", B: undefined })).toMatchObject({
    A: "state",
    B: "root",
    C: "process",
  });
});

test.each([
  ["leads to what it stands in", "config: &a { b: { c: *a } }", "leads to what it stands in"],
  ["leads nowhere", "config: { a: *b }", "Unresolved alias"],
  [
    "leads to more than anybody writes",
    `config:\n${["a", "b", "c", "d", "e"]
      .map(
        (key, index) =>
          `      ${key}: &${key} [${Array(9)
            .fill(index === 0 ? "x" : `*${"abcd"[index - 1]}`)
            .join(", ")}]`,
      )
      .join("\n")}`,
    "Excessive alias count",
  ],
])("an alias that %s is named, in larder.yaml and in a file of its own", async (_where, text, reason) => {
  await write("larder.yaml", manifest.replace(/config:[^]*/, text));
  await expect(readHostManifest(directory)).rejects.toThrow(reason);

  await write("mailer.yaml", text);
  await expect(readPackageConfiguration(directory, { config: "mailer.yaml" })).rejects.toThrow(reason);
});

test("a package that larder.yaml says nothing about has no settings, whatever it is called", async () => {
  expect(await settingsOf("constructor")).toBeUndefined();
});

test.each([
  [".", "`.` is no file"],
  ["/dev/zero", "`/dev/zero` is no file"],
  ["large.yaml", "`large.yaml` is larger than 1024 KB"],
  ["loop.yaml", "`loop.yaml` cannot be read (ELOOP)"],
])("a configuration that cannot be one is named, and never read without end: %s", async (config, reason) => {
  await write("large.yaml", `text: ${"x".repeat(1024 * 1024)}\n`);
  await symlink("loop.yaml", join(directory, "loop.yaml"));

  await expect(readPackageConfiguration(directory, { config })).rejects.toThrow(reason);
});
