import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, test } from "vitest";

import { newWorkplace } from "../testing/larder-process.ts";

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
        next: ["cd word-kit", "npm test", "larder check", "larder publish --registry URL"],
      },
      warnings: [],
    },
  });
});

test("[H1] without a wish there is one plugin, called like the package; no word of a template is left", async () => {
  await using place = await newWorkplace();

  await place.run(["create", "My Notes"]);

  const directory = join(place.directory, "my-notes");
  const files = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((file) => file.isFile());
  const texts = await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), "utf8")));
  expect(files.map(({ name }) => name)).toContain("my-notes.test.js");
  expect(texts.filter((text) => /\bthe-(?:plugin|package|call|components)\b|The Title/.test(text))).toEqual([]);
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
