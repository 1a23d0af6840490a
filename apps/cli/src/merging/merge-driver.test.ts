import { execFile } from "node:child_process";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import type { Workplace } from "../testing/larder-process.ts";
import { type HostWorld, newHostWorld } from "../testing/host-world.ts";

/* Real branches in a real repository, merged by git, which calls the command. */

let world: HostWorld;

beforeAll(async () => {
  world = await newHostWorld();
});

beforeEach(() =>
  world.stock(async () => {
    await world.publish({ name: "tools", version: "1.0.0" });
    for (const name of ["alpha", "beta", "gamma"]) {
      await world.publish({ name, version: "1.0.0", larder: {}, dependencies: { tools: "^1.0.0" } });
    }
  }),
);

afterAll(() => world[Symbol.asyncDispose]());

type Ended = { readonly exitCode: number; readonly output: string };
type Repository = Workplace & { readonly git: (...words: readonly string[]) => Promise<Ended> };

/** A host in a repository, with one package, the driver installed and everything committed. */
async function newRepository(): Promise<Repository> {
  const host = await world.newHost();
  const bin = join(host.directory, ".bin");
  await mkdir(bin);
  const [loader, main] = ["../../../../scripts/jsx.mjs", "../main.ts"].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  await writeFile(join(bin, "larder"), `#!/bin/sh\nexec "${process.execPath}" --import "${loader}" "${main}" "$@"\n`);
  await chmod(join(bin, "larder"), 0o755);
  const environment = {
    PATH: `${bin}:${process.env["PATH"]}`,
    HOME: host.directory,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "Ada",
    GIT_AUTHOR_EMAIL: "ada@packages.example",
    GIT_COMMITTER_NAME: "Ada",
    GIT_COMMITTER_EMAIL: "ada@packages.example",
  };
  const git = (...words: readonly string[]): Promise<Ended> =>
    new Promise((resolve) => {
      execFile("git", words, { cwd: host.directory, env: environment }, (error, stdout, stderr) =>
        resolve({ exitCode: error === null ? 0 : Number(error.code), output: `${stdout}${stderr}` }),
      );
    });
  await git("init", "--quiet", "--initial-branch=main");
  await writeFile(join(host.directory, ".gitignore"), ".larder/\n.bin/\n.local/\n.cache/\n");
  await host.run(["add", "gamma", "--lock-only"]);
  const installed = await host.run(["lock", "--install-merge-driver", "--json"]);
  if (installed.exitCode !== 0) throw new Error(installed.stdout);
  await git("add", ".");
  await git("commit", "--quiet", "--message=Want gamma");
  return { ...host, git };
}

async function commitOn(repository: Repository, branch: string, change: () => Promise<unknown>): Promise<void> {
  await repository.git("checkout", "--quiet", "-B", branch, "main");
  await change();
  await repository.git("commit", "--quiet", "--all", `--message=${branch}`);
}

async function textOf(repository: Repository, file: string): Promise<string> {
  return await readFile(join(repository.directory, file), "utf8");
}

test("two branches that each add a package merge without a conflict, and the lock is what a fresh one would be", async () => {
  await using repository = await newRepository();
  await commitOn(repository, "one", () => repository.run(["add", "alpha", "--lock-only"]));
  await commitOn(repository, "other", () => repository.run(["add", "beta", "--lock-only"]));

  const merged = await repository.git("merge", "--no-edit", "one");
  const checked = await repository.run(["lock", "--check"]);
  const lock = await textOf(repository, "larder.lock");
  const again = await repository.run(["lock", "--json"]);

  expect(merged).toMatchObject({
    exitCode: 0,
    output: expect.stringContaining("solved with the pins of both sides"),
  });
  expect(await textOf(repository, "larder.yaml")).toMatch(/gamma: \^1\.0\.0\n(?:.*\n)*.*(?:alpha|beta)/);
  expect(checked).toMatchObject({ exitCode: 0 });
  expect(lock.match(/^want "\w+"/gm)).toEqual(['want "alpha"', 'want "beta"', 'want "gamma"']);
  expect(again.document()).toMatchObject({ data: { changed: false } });
});

test(
  "where no registry can be asked, what the locks do not prove is left to be solved, and git says so",
  { tags: ["slow"] },
  async () => {
    await using repository = await newRepository();
    const unreachable = async (): Promise<void> => {
      const path = join(repository.directory, "larder.yaml");
      await writeFile(path, (await readFile(path, "utf8")).replace(world.url, "http://127.0.0.1:9"));
    };
    await commitOn(repository, "one", async () => {
      await repository.run(["add", "alpha", "--lock-only"]);
      await unreachable();
    });
    await commitOn(repository, "other", async () => {
      await repository.run(["add", "beta", "--lock-only"]);
      await unreachable();
    });

    const merged = await repository.git("merge", "--no-edit", "one");
    const frozen = await repository.run(["lock", "--check", "--json"]);
    const lock = await textOf(repository, "larder.lock");

    expect(merged).toMatchObject({ exitCode: 1, output: expect.stringContaining("left to solve: alpha, beta") });
    expect(lock).toContain('unsolved "alpha" "^1.0.0"\nunsolved "beta" "^1.0.0"\nwant "gamma"');
    expect(lock).toContain("package alpha@1.0.0");
    expect(frozen.exitCode).toBe(3);
    expect(frozen.document()).toMatchObject({
      error: { summary: expect.stringContaining("a merge left `alpha` to be solved") },
    });

    await writeFile(
      join(repository.directory, "larder.yaml"),
      (await textOf(repository, "larder.yaml")).replace("http://127.0.0.1:9", world.url),
    );
    const solved = await repository.run(["lock", "--json"]);
    expect(solved.document()).toMatchObject({ data: { changed: true } });
    expect(await textOf(repository, "larder.lock")).not.toContain("unsolved");
  },
);

test("a want that both branches changed is for a person to decide", { tags: ["slow"] }, async () => {
  await using repository = await newRepository();
  await world.publish({ name: "gamma", version: "2.0.0", larder: {} });
  await world.publish({ name: "gamma", version: "3.0.0", larder: {} });
  await commitOn(repository, "one", () => repository.run(["add", "gamma@^2.0.0", "--lock-only"]));
  await commitOn(repository, "other", () => repository.run(["add", "gamma@^3.0.0", "--lock-only"]));

  const merged = await repository.git("merge", "--no-edit", "one");

  expect(merged.exitCode).toBe(1);
  expect(merged.output).toContain("larder.yaml has lines that both sides changed");
  expect(merged.output).toContain("both sides changed the want gamma");
  expect(await textOf(repository, "larder.yaml")).toContain("<<<<<<< ours");
});

test("the driver is refused where git would not call it, and with files that are none", async () => {
  await using host = await world.newHost();
  await writeFile(join(host.directory, "a"), "x");

  const outside = await host.run(["lock", "--install-merge-driver", "--json"]);
  const few = await host.run(["lock", "--merge-driver", "a", "--json"]);
  const broken = await host.run(["lock", "--merge-driver", "a", "a", "a", "--json"]);
  const stray = await host.run(["lock", "a", "--json"]);
  const gone = await host.run(["lock", "--merge-driver", "a", "gone", "a", "--json"]);

  expect([outside, few, broken, stray, gone].map(({ exitCode }) => exitCode)).toEqual([2, 2, 1, 2, 2]);
  expect(gone.document()).toMatchObject({ error: { code: "EUSAGE", summary: "`gone` does not exist" } });
  expect(outside.document()).toMatchObject({ error: { hint: expect.stringContaining("git init") } });
  expect(broken.document()).toMatchObject({ error: { code: "ELOCKFILE" } });
  expect(await readFile(join(host.directory, "a"), "utf8")).toBe("x");
});
