import { execFile, spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { describe, expect, test } from "vitest";

import { forwardTo, type ForwardingProxy } from "../support/forwarding-proxy.ts";
import { type Finished, finish } from "../support/larder-process.ts";
import { type ClientName, directoryWith, type NpmClient, npmClient } from "../support/npm-clients.ts";
import { type ThrowAwayRegistry, throwAwayRegistry } from "../support/throw-away-registry.ts";

const require = createRequire(import.meta.url);
const run = promisify(execFile);

/** How the first answer to every publish is lost, after the registry has published. */
const losses = ["cut", "bad gateway"] as const;
type Loss = (typeof losses)[number];

type World = AsyncDisposable & {
  readonly registry: ThrowAwayRegistry;
  readonly proxy: ForwardingProxy;
  readonly client: NpmClient;
};

async function openWorld(name: ClientName, loss: Loss): Promise<World> {
  await using opened = new AsyncDisposableStack();
  const registry = opened.use(await throwAwayRegistry());
  const lost = new Set<string>();
  const proxy = opened.use(
    await forwardTo(() => registry.url, {
      lose: ({ method, path }, { status }) => {
        if (method !== "PUT" || status >= 300 || lost.has(path)) return undefined;
        lost.add(path);
        return loss;
      },
    }),
  );
  const client = await npmClient(name, join(registry.directory, "home"), proxy.url, registry.token);
  const owned = opened.move();
  return { registry, proxy, client, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function writeJson(directory: string, file: string, content: object): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, file), JSON.stringify(content));
}

const names = ["core", "chat", "desk"];

/** A workspace of three packages, the second and third of which need the first. */
async function writeWorkspace({ registry }: World, range: string): Promise<string> {
  const workspace = join(registry.directory, "workspace");
  await writeJson(workspace, "package.json", { name: "workspace", private: true, workspaces: ["packages/*"] });
  await writeFile(join(workspace, "pnpm-workspace.yaml"), "packages: [packages/*]\n");
  for (const name of names) {
    const dependencies = name === "core" ? {} : { "@acme/core": range };
    const manifest = { name: `@acme/${name}`, version: "1.0.0", dependencies };
    await writeJson(join(workspace, "packages", name), "package.json", manifest);
  }
  return workspace;
}

/** Of each package, the versions that are published. */
async function published({ registry }: World): Promise<readonly string[][]> {
  const headers = { authorization: `Bearer ${registry.token}` };
  return Promise.all(
    names.map(async (name) => {
      const response = await fetch(`${registry.url}/@acme/${name}`, { headers });
      const { versions = {} } = (await response.json()) as { versions?: object };
      return Object.keys(versions);
    }),
  );
}

type Release = { readonly runs: number; readonly last: Finished };

/** Runs a release until it ends well, as a person or a pipeline does, but not for ever. */
async function runUntilGreen(release: () => Promise<Finished>): Promise<Release> {
  for (let runs = 1; ; runs++) {
    const last = await release();
    if (last.code === 0 || runs === 5) return { runs, last };
  }
}

/** What came of a release: how often it ran, how it ended, what is published and how the registry answered. */
async function outcomeOf(world: World, { runs, last }: Release): Promise<object> {
  const publishes = world.proxy.forwarded.filter(({ method }) => method === "PUT").map(({ status }) => status);
  return { runs, code: last.code, published: await published(world), publishes };
}

/** One package that a package manager publishes, and how often it has to be asked to. */
type OnePublish = { readonly name: ClientName; readonly args: readonly string[]; readonly runs: number };

const everyVersionOnce = names.map(() => ["1.0.0"]);

const tags: { readonly [loss in Loss]: string[] } = { cut: [], "bad gateway": ["slow"] };

for (const loss of losses)
  describe(`${loss}: the first answer to each publish is lost`, { tags: tags[loss] }, () => {
    prove(loss);
  });

function prove(loss: Loss): void {
  test.each(["npm", "npm-11"] as const)("%s asks again by itself, and is told that it has worked", async (name) => {
    await using world = await openWorld(name, loss);
    const workspace = await writeWorkspace(world, "^1.0.0");

    const args = ["publish", "--workspaces", "--fetch-retry-mintimeout=100"];
    const release = await runUntilGreen(() => world.client.run(args, workspace));

    const publishes = [201, 200, 201, 200, 201, 200];
    expect(await outcomeOf(world, release)).toEqual({ runs: 1, code: 0, published: everyVersionOnce, publishes });
  });

  test("`pnpm publish -r` stops at each, and ends green when it is run again", async () => {
    await using world = await openWorld("pnpm", loss);
    const workspace = await writeWorkspace(world, "workspace:^");

    const release = await runUntilGreen(() => world.client.run(["publish", "-r", "--no-git-checks"], workspace));

    const publishes = [201, 201, 201];
    expect(await outcomeOf(world, release)).toEqual({ runs: 4, code: 0, published: everyVersionOnce, publishes });
  });

  test("`pnpm publish -r --batch` has published all, and finds nothing left when it is run again", async () => {
    await using world = await openWorld("pnpm", loss);
    const workspace = await writeWorkspace(world, "workspace:^");

    const args = ["publish", "-r", "--batch", "--no-git-checks"];
    const release = await runUntilGreen(() => world.client.run(args, workspace));

    const outcome = { runs: 2, code: 0, published: everyVersionOnce, publishes: [201] };
    expect(await outcomeOf(world, release)).toEqual(outcome);
  });

  test("`changeset publish` stops at each step, and ends green when it is run again", async () => {
    await using world = await openWorld("pnpm", loss);
    const workspace = await writeWorkspace(world, "workspace:^");
    await writeJson(join(workspace, ".changeset"), "config.json", { access: "public", baseBranch: "main" });
    const environment = await environmentForChangesets(world, workspace);
    const changeset = join(dirname(require.resolve("@changesets/cli/package.json")), "bin.js");
    const publish = (): Promise<Finished> =>
      finish(spawn(process.execPath, [changeset, "publish"], { cwd: workspace, env: environment }));

    const release = await runUntilGreen(publish);

    const publishes = [201, 201, 201];
    expect(await outcomeOf(world, release)).toEqual({ runs: 3, code: 0, published: everyVersionOnce, publishes });
  });

  test.each([
    { name: "yarn", args: ["npm", "publish"], runs: 1 },
    { name: "bun", args: ["publish"], runs: 2 },
    { name: "pnpm", args: ["publish", "--no-git-checks"], runs: 2 },
  ] as const)("$name publishes one package, in $runs runs", publishesOne);
  test.each([
    { name: "npm-10", args: ["publish", "--fetch-retry-mintimeout=100"], runs: 1 },
    { name: "pnpm-11", args: ["publish", "--no-git-checks"], runs: 1 },
    { name: "pnpm-10", args: ["publish", "--no-git-checks"], runs: 1 },
    { name: "yarn-3", args: ["npm", "publish"], runs: 1 },
  ] as const)("$name publishes one package, in $runs runs", { tags: ["slow"] }, publishesOne);

  async function publishesOne({ name, args, runs }: OnePublish): Promise<void> {
    await using world = await openWorld(name, loss);
    const directory = join(world.registry.directory, "core");
    await writeJson(directory, "package.json", { name: "@acme/core", version: "1.0.0" });
    await writeFile(join(directory, "yarn.lock"), "");
    if (world.client.kind === "yarn") await world.client.run(["install"], directory);

    const release = await runUntilGreen(() => world.client.run(args, directory));

    const publishes = [201, 200];
    expect(await outcomeOf(world, release)).toEqual({ runs, code: 0, published: [["1.0.0"], [], []], publishes });
  }
}

/** Makes `workspace` a repository, and returns an environment in which `pnpm` is found. */
async function environmentForChangesets(world: World, workspace: string): Promise<NodeJS.ProcessEnv> {
  const author = ["-c", "user.name=ada", "-c", "user.email=ada@packages.example"];
  await run("git", ["init", "--quiet", "--initial-branch", "main"], { cwd: workspace });
  await run("git", [...author, "commit", "--quiet", "--allow-empty", "--message", "Begin"], { cwd: workspace });
  const programs = await directoryWith("pnpm", join(world.registry.directory, "programs"));
  const environment = world.client.environment();
  return { ...environment, PATH: `${programs}:${environment["PATH"] ?? ""}` };
}
