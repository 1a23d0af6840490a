import { execFileSync } from "node:child_process";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type HostWorld, newHostWorld } from "./testing/host-world.ts";
import type { Workplace } from "./testing/larder-process.ts";

/* Packages that are repositories, as prompt themes are, in a host that also has one of a registry. */

let world: HostWorld;

beforeAll(async () => {
  world = await newHostWorld();
  await world.publish({ name: "lamp", version: "1.0.0", larder: {} });
});

afterAll(() => world[Symbol.asyncDispose]());

/** A repository of somebody else; `commit` writes `files` and returns the first digits of the commit. */
type Origin = { readonly directory: string; readonly url: string; readonly commit: (files: Files) => Promise<string> };
type Files = { readonly [path: string]: string };

async function newOrigin(workplace: Workplace, name: string): Promise<Origin> {
  const directory = join(workplace.directory, "origins", name);
  await mkdir(directory, { recursive: true });
  const git = (...words: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@packages.example", ...words], {
      cwd: directory,
      encoding: "utf8",
    });
  git("init", "--quiet", "--initial-branch=main");
  return {
    directory,
    url: `git+${pathToFileURL(directory).href}`,
    commit: async (files) => {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(directory, path)), { recursive: true });
        await writeFile(join(directory, path), text);
      }
      git("add", ".");
      git("commit", "--quiet", "--allow-empty", "--message=Change");
      return git("rev-parse", "HEAD").slice(0, 7);
    },
  };
}

test("[N4] [T10] [H14] a repository is added by its address, listed with its commit and themes, and moves only when it is updated", async () => {
  await using host = await world.newHost();
  const themes = await newOrigin(host, "themes");
  const first = await themes.commit({ "themes/dark.toml": 'name = "dark"\n' });

  const added = await host.run(["add", themes.url, "--json"]);
  const second = await themes.commit({ "themes/light.toml": 'name = "light"\n' });
  const installed = await host.run(["install", "--json"]);
  const listed = await host.run(["list"]);
  const updated = await host.run(["update", "themes", "--json"]);
  const again = await host.run(["update"]);
  const after = await host.run(["list", "--json"]);
  const outdated = await host.run(["outdated", "--all", "--json"]);

  expect(added.document()).toMatchObject({ ok: true, data: { wants: { themes: themes.url } } });
  expect(installed.document()).toMatchObject({ data: { unchanged: true } });
  expect(listed.stdout).toContain(`#${first}`);
  expect(listed.stdout).toMatch(/theme {2}dark/);
  expect(updated.document()).toMatchObject({
    data: {
      packages: [
        {
          name: "themes",
          state: "updated",
          from: expect.stringContaining(first),
          to: expect.stringContaining(second),
        },
      ],
    },
  });
  expect(again.stdout).toContain("0 packages updated, 1 up to date");
  expect(after.document()).toMatchObject({
    data: {
      packages: [{ name: "themes", source: { type: "git" }, components: [{ name: "dark" }, { name: "light" }] }],
    },
  });
  expect(outdated.document()).toMatchObject({ data: { outdated: 0, wants: [{ alias: "themes", latest: null }] } });
});

test("[N6] a repository that is gone does not stop the update of the others", { tags: ["slow"] }, async () => {
  await using host = await world.newHost();
  const themes = await newOrigin(host, "themes");
  const gone = await newOrigin(host, "gone");
  await themes.commit({ "themes/dark.toml": 'name = "dark"\n' });
  await gone.commit({ "themes/old.toml": 'name = "old"\n' });
  await host.run(["add", themes.url, gone.url, "lamp"]);
  await themes.commit({ "themes/light.toml": 'name = "light"\n' });
  await rename(gone.directory, `${gone.directory}-away`);

  const { exitCode, document } = await host.run(["update", "--json"]);
  const lock = await readFile(join(host.directory, "larder.lock"), "utf8");

  expect(exitCode).toBe(1);
  expect(document()).toMatchObject({
    data: {
      packages: [
        { name: "gone", state: "failed", error: { summary: expect.stringContaining(gone.directory) } },
        { name: "lamp", state: "unchanged" },
        { name: "themes", state: "updated" },
      ],
    },
  });
  expect(lock).toContain('want "gone"');
});

test("[N5] a repository that is none is refused with what git says, and nothing is wanted", async () => {
  await using host = await world.newHost();
  const address = `git+${pathToFileURL(join(host.directory, "nowhere")).href}`;

  const missing = await host.run(["add", address, "--json"]);
  const word = await host.run(["add", "../themes/", "--json"]);

  expect(missing.exitCode).toBe(5);
  expect(missing.document()).toMatchObject({
    error: { code: "ENETWORK", summary: expect.stringContaining("nowhere") },
  });
  expect(word.document()).toMatchObject({ ok: false });
  expect(await readFile(join(host.directory, "larder.yaml"), "utf8")).toContain("wants: {}");
});
