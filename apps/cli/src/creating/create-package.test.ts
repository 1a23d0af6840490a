import { execFileSync } from "node:child_process";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, test } from "vitest";

import { newWorkplace } from "../testing/larder-process.ts";
import { createPackage } from "./create-package.ts";
import type { PackagePlan } from "./package-plan.ts";
import { newNameOf } from "./slug.ts";

test("[H1] [T13] each part that is asked for is made, and nothing else; the next steps are told", async () => {
  await using place = await newWorkplace();

  const { exitCode, document } = await place.run([
    ..."create @acme/word-kit --domain linguistics --actor words --flow daily --theme calm".split(" "),
    "--json",
  ]);

  expect({ exitCode, document: document() }).toMatchObject({
    exitCode: 0,
    document: {
      ok: true,
      data: {
        name: "@acme/word-kit",
        directory: join(place.directory, "word-kit"),
        files: [
          ".gitignore",
          "README.md",
          "actors/words.js",
          "domains/linguistics/domain.yaml",
          "domains/linguistics/functions/greet.js",
          "domains/linguistics/schemas/greeting.json",
          "package.json",
          "recipes/daily.yaml",
          "test/linguistics.test.js",
          "test/package.test.js",
          "test/words.test.js",
          "themes/calm.toml",
          "tsconfig.json",
        ],
        linked: ["@larder/core", "@larder/sdk"],
        next: ["cd word-kit", "npm test  # needs Node 26", "larder check", "larder publish --registry URL"],
      },
      warnings: [],
    },
  });
});

test("[H1] without a wish there is one plugin, called like the package; no word of a template is left", async () => {
  await using place = await newWorkplace();

  const { document } = await place.run(["create", "My Notes", "--json"]);

  const { files } = (document() as { readonly data: { readonly files: readonly string[] } }).data;
  const texts = await Promise.all(files.map((path) => readFile(join(place.directory, "my-notes", path), "utf8")));
  expect(files).toContain("test/my-notes.test.js");
  expect(texts.filter((text) => /\bthe-(?:plugin|package|call|components|remarks)\b|The Title/.test(text))).toEqual([]);
});

test("a folder with anything in it is left as it is, an empty one is used", async () => {
  await using place = await newWorkplace();
  await mkdir(join(place.directory, "empty"));
  await mkdir(join(place.directory, "notes"));
  await writeFile(join(place.directory, "notes", "diary.txt"), "mine");

  const refused = await place.run(["create", "notes"]);
  const used = await place.run(["create", "notes", "--directory", "empty"]);

  expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("notes` is not empty") });
  expect(await readdir(join(place.directory, "notes"))).toEqual(["diary.txt"]);
  expect(used.exitCode).toBe(0);
});

test("[D11] two names that sound alike are one too many", async () => {
  await using place = await newWorkplace();

  const refused = await place.run(["create", "notes", "--plugin", "my-notes,My_Notes"]);

  expect(refused).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("The plugin `my_notes` is asked for twice"),
  });
  expect(await readdir(place.directory)).toEqual([]);
});

test("parts of different kinds may share a name, also one that a template has; each gets its own test", async () => {
  await using place = await newWorkplace();

  const parts = ["plugin", "domain", "actor", "service", "flow"].flatMap((kind) => [`--${kind}`, "the-actor"]);
  const { exitCode, document } = await place.run(["create", "@acme/the-plugin-kit", ...parts, "--json"]);

  const { files } = (document() as { readonly data: { readonly files: readonly string[] } }).data;
  expect({ exitCode, tests: files.filter((path) => path.startsWith("test/")) }).toEqual({
    exitCode: 0,
    tests: [
      "test/package.test.js",
      "test/the-actor-actor.test.js",
      "test/the-actor-domain.test.js",
      "test/the-actor-plugin.test.js",
      "test/the-actor-service.test.js",
    ],
  });
  const readme = await readFile(join(place.directory, "the-plugin-kit/README.md"), "utf8");
  expect(readme).toContain("`@acme/the-plugin-kit`, a package");
});

test("git leaves out what the compiler builds, and keeps everything else", async () => {
  await using place = await newWorkplace();
  await place.run(["create", "notes", "--plugin", "notes", "--domain", "words", "--theme", "calm", "--typescript"]);
  const directory = join(place.directory, "notes");
  await writeFile(join(directory, "plugins/notes/index.js"), "");
  await writeFile(join(directory, "domains/words/functions/greet.js"), "");

  const git = (...words: readonly string[]): string => execFileSync("git", words, { cwd: directory, encoding: "utf8" });
  git("init", "--quiet");
  const kept = git("ls-files", "--others", "--exclude-standard").split("\n");

  expect(kept.filter((path) => path.endsWith(".js") || path.startsWith("node_modules"))).toEqual([]);
  expect(kept).toEqual(expect.arrayContaining(["plugins/notes/index.ts", "themes/calm.toml", "package.json"]));
});

test("whoever interrupts it finds nothing of the package, whether the folder was there or not", async () => {
  await using place = await newWorkplace();
  await mkdir(join(place.directory, "empty"));
  await writeFile(join(place.directory, "diary.txt"), "mine");
  const plan = planOf("notes");
  const interrupted = new Error("interrupted");

  for (const directory of ["notes", "deep/in/a/folder", "empty"]) {
    // However far it has come.
    for (const filesBefore of [0, 1, 4]) {
      const signal = endingAfter(filesBefore, interrupted);
      await expect(createPackage(join(place.directory, directory), plan, signal)).rejects.toBe(interrupted);
    }
  }

  expect((await readdir(place.directory)).toSorted()).toEqual(["diary.txt", "empty"]);
  expect(await readdir(join(place.directory, "empty"))).toEqual([]);
});

test("a package that was killed in the making is no hindrance to the next, and goes with it", async () => {
  await using place = await newWorkplace();
  await mkdir(join(place.directory, "empty/.larder-create-a1b2c3/package"), { recursive: true });

  const { exitCode } = await place.run(["create", "notes", "--directory", "empty"]);

  expect(exitCode).toBe(0);
  expect(await readdir(join(place.directory, "empty"))).toContain("package.json");
});

test("a link to nowhere and a folder below a file are named, and stay as they are", async () => {
  await using place = await newWorkplace();
  await symlink("nowhere", join(place.directory, "dangling"));
  await writeFile(join(place.directory, "diary.txt"), "mine");

  const dangling = await place.run(["create", "dangling"]);
  const below = await place.run(["create", "notes", "--directory", "diary.txt/notes"]);

  expect([dangling.exitCode, below.exitCode]).toEqual([2, 2]);
  expect(dangling.stderr).toContain("is a link that leads nowhere");
  expect(below.stderr).toContain("is a file, or inside of one");
  expect((await readdir(place.directory)).toSorted()).toEqual(["dangling", "diary.txt"]);
});

test.each([
  ["", "has no letter or digit"],
  ["..", "has no letter or digit"],
  ["../notes", "`--directory` says where"],
  ["acme/notes", "neither a name nor a scope and a name"],
  ["@acme", "`@acme`"],
  ["@acme/", "`@acme/`"],
  ["@/notes", "`@/notes`"],
  ["@acme/notes/more", "`@acme/notes/more`"],
  ["😀", "has no letter or digit"],
  ["node_modules", "`node_modules`"],
  ["a".repeat(300), "is 300 characters long"],
])("the name %j is refused with what is wrong in it", async (name, words) => {
  await using place = await newWorkplace();

  const refused = await place.run(["create", name]);

  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain(words);
  expect(await readdir(place.directory)).toEqual([]);
});

test("a plugin or a domain that is called like what is the host's own is refused; an actor may be", async () => {
  await using place = await newWorkplace();

  const plugin = await place.run(["create", "xcore"]);
  const domain = await place.run(["create", "notes", "--domain", "words,service"]);
  const actor = await place.run(["create", "notes", "--actor", "service"]);

  expect([plugin.exitCode, domain.exitCode, actor.exitCode]).toEqual([2, 2, 0]);
  expect(plugin.stderr).toContain("No plugin can be called `xcore`");
  expect(domain.stderr).toContain("No domain can be called `service`");
});

test("the page of a package with models and flows says that no host uses them yet, and no other does", async () => {
  await using place = await newWorkplace();
  await place.run(["create", "notes", "--model", "note", "--flow", "daily"]);
  await place.run(["create", "words"]);

  const page = await readFile(join(place.directory, "notes/README.md"), "utf8");
  const other = await readFile(join(place.directory, "words/README.md"), "utf8");
  expect(page).toContain("and keeps no records by them yet.\n\nThe flows in `recipes/`");
  expect(page).toMatch(/does not run them yet\.\n$/);
  expect(other).toMatch(/which takes it away\.\n$/);
});

function planOf(name: string): PackagePlan {
  const identity = newNameOf(name);
  return { identity, parts: [{ kind: "plugin", name }], language: "javascript" };
}

/** A signal that ends once it was looked at so many times. */
function endingAfter(looks: number, reason: Error): AbortSignal {
  const controller = new AbortController();
  let left = looks;
  return Object.assign(controller.signal, {
    throwIfAborted() {
      left -= 1;
      if (left < 0) throw reason;
    },
  });
}
