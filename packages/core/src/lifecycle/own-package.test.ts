// SPEC.md §11, authors. Rule ids in titles refer to it.
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { definePlugin } from "@larder/sdk";
import { expect, onTestFinished, test } from "vitest";

import { inBothModes } from "../testing/in-both-modes.ts";
import { memoryHost, memoryPackage } from "../testing/memory-host.ts";
import { readShippedText } from "./read-shipped-text.ts";

const code = `
  import { definePlugin } from "@larder/sdk";
  export default definePlugin({
    actions: {
      about: (_, { package: name, version, owner, host }) => ({ name, version, owner, host }),
      greet: async ({ name }, context) => (await context.readText("templates/greeting.txt")).replace("NAME", name),
      read: (input, context) => context.readText(input.path),
    },
  });`;

test("[U11] [T5] a package's code knows its version and its host, and reads the files that it brings, in both modes", async () => {
  const files = { "plugins/notes/index.js": code, "templates/greeting.txt": "Hello, NAME!" };
  const seen = await inBothModes(files, async (host) => ({
    about: await host.call("notes.about", {}),
    greeting: await host.call("notes.greet", { name: "Ada" }),
    missing: await host.call("notes.read", { path: "templates/none.txt" }).catch((failure: Error) => failure.message),
    outside: await host.call("notes.read", { path: "../secret" }).catch((failure: Error) => failure.message),
    number: await host.call("notes.read", { path: 7 }).catch((failure: Error) => failure.message),
  }));

  expect(seen).toEqual({
    about: {
      name: "@home/notes",
      version: "1.0.0",
      owner: "notes",
      host: { apiVersion: "1.0.0", url: null },
    },
    greeting: "Hello, Ada!",
    missing: expect.stringContaining("there is no such file") as string,
    outside: expect.stringContaining("`../secret` cannot be read from the package") as string,
    number: expect.stringContaining("its path is no text") as string,
  });
});

test("[U11] [T5] a package's code knows where its host is reached: at the public address, where it has one", async () => {
  const plugin = definePlugin({ actions: { where: (_, context) => context.host } });
  const lamp = memoryPackage("lamp", { plugin });
  const url = "http://127.0.0.1:5274";
  await using local = await memoryHost([lamp], { url });
  await using reached = await memoryHost([lamp], { url, publicUrl: "https://host.example" });

  expect(await local.call("lamp.where", {})).toEqual({ apiVersion: "1.0.0", url });
  expect(await reached.call("lamp.where", {})).toEqual({ apiVersion: "1.0.0", url: "https://host.example" });
});

test("[U11] what lies beside a package, what is hidden in it and what a link leads to is no file that it brings", async () => {
  const root = await mkdtemp(join(tmpdir(), "larder-shipped-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const directory = join(root, "package");
  await mkdir(join(directory, "node_modules/library"), { recursive: true });
  await mkdir(join(directory, ".git"));
  await Promise.all(
    ["../secret.txt", ".git/config", ".env", "node_modules/library/a.txt", "a.txt"].map((path) =>
      writeFile(join(directory, path), path),
    ),
  );
  await writeFile(join(directory, "large.txt"), "a".repeat(4 * 1024 * 1024 + 1));
  await symlink("../secret.txt", join(directory, "secret.txt"));
  await symlink("..", join(directory, "above"));
  await symlink(".git", join(directory, "git"));

  const refused = [
    "secret.txt",
    "above/secret.txt",
    "above/package/a.txt",
    "git/config",
    ".git/config",
    ".env",
    "node_modules/library/a.txt",
    "large.txt",
    "templates/../../secret.txt",
    join(root, "secret.txt"),
    "a.txt/",
    "",
    "..\\secret.txt",
    "a.txt/b",
    "node_modules",
  ];
  const outcomes = await Promise.all(
    refused.map(async (path) => await readShippedText(directory, path).catch((failure: Error) => failure)),
  );
  expect(outcomes.map((outcome) => (outcome instanceof Error ? outcome.name : outcome))).toEqual(
    refused.map((path) => (path === "above/package/a.txt" ? "a.txt" : "ShippedFileError")),
  );
  const told = outcomes.map((outcome) => (outcome instanceof Error ? outcome.message : outcome));
  expect(told.filter((text) => text.includes(`${root}/package`))).toEqual([]);
  expect(await readShippedText(directory, "a.txt")).toBe("a.txt");
  await expect(readShippedText(undefined, "a.txt")).rejects.toThrow("it has no files");
});
