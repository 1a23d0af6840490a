import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { addWants, findCurrentGeneration, findCurrentNumber, readLock, setPackageMode } from "@larder/host-directory";
import { openStore } from "@larder/store";
import { expect, onTestFinished, test } from "vitest";

import { addToHost } from "./add-to-host.ts";
import { checkLock } from "./check-lock.ts";
import { installHost, type InstallOptions } from "./install-host.ts";
import { gitOrigin, type GitOrigin } from "./testing/git-origin.ts";
import { type HostWorld, hostWorld, packPackage } from "./testing/host-world.ts";
import { updateHost } from "./update-host.ts";

// What a host wants from repositories, folders and archives, next to what it wants from its registry.

const theme = '[prompt]\nformat = "{cwd}"\n';

test("a repository is locked at its commit, stays there while its branch moves on, and moves when it is updated", async () => {
  await using world = await hostWorld();
  const origin = newOrigin({ "themes/calm.toml": theme });
  const first = origin.git(["rev-parse", "HEAD"]);
  await addToHost({ ...means(world), specs: [`calm@git+${origin.url}#main`, "library"] });
  const second = origin.commit({ "themes/calm.toml": `${theme}# new\n` });

  await installHost({ ...means(world), frozen: true });
  await addToHost({ ...means(world), specs: ["themes"] });
  expect(await sourceOf(world, "calm")).toMatchObject({
    source: { type: "git", repository: origin.url, commit: first },
  });

  const { install } = await updateHost({ ...means(world), names: ["calm"] });

  expect(await sourceOf(world, "calm")).toMatchObject({ source: { commit: second } });
  expect(install?.changed).toEqual([
    {
      name: "calm",
      from: `0.0.0-20260304050607.${first.slice(0, 12)}`,
      to: `0.0.0-20260304050607.${second.slice(0, 12)}`,
    },
  ]);
  const calm = (await findCurrentGeneration(world.host))?.packages.find((pkg) => pkg.name === "calm");
  expect(await readFile(join(calm?.path ?? "", "themes/calm.toml"), "utf8")).toContain("# new");
});

test("another machine gets the locked commit of a repository, and needs nothing of it once it has that", async () => {
  await using world = await hostWorld();
  const origin = newOrigin({
    "package.json": '{ "name": "calm", "version": "1.0.0" }',
    "index.js": "export default 1;",
  });
  await addToHost({ ...means(world), specs: [`git+${origin.url}`] });
  origin.commit({ "index.js": "export default 2;" });
  const elsewhere = { ...means(world), store: openStore(join(world.directory, "elsewhere")) };

  await installHost({ ...elsewhere, frozen: true });
  const calm = (await findCurrentGeneration(world.host))?.packages.find((pkg) => pkg.name === "calm");
  expect(await readFile(join(calm?.path ?? "", "index.js"), "utf8")).toBe("export default 1;");

  origin[Symbol.dispose]();
  await rm(join(world.host, ".larder"), { recursive: true });
  expect(await installHost({ ...elsewhere, frozen: true, offline: true })).toMatchObject({ generation: 1 });
});

test("a folder that changed makes the lock stale and says so, and an install locks it again", async () => {
  await using world = await hostWorld();
  await writeFolder(world, {
    "package.json": '{ "name": "local", "version": "1.0.0" }',
    "index.js": "export default 1;",
  });
  await addToHost({ ...means(world), specs: ["../local"] });
  await expect(installHost({ ...means(world), frozen: true, offline: true })).resolves.toMatchObject({
    unchanged: true,
  });

  await writeFolder(world, { "index.js": "export default 2;" });

  const difference = "`local` is not what it was when it was locked: `../local` changed";
  await expect(installHost({ ...means(world), frozen: true })).rejects.toMatchObject({
    code: "ELOCKSTALE",
    difference,
  });
  await expect(checkLock(world.host)).rejects.toMatchObject({ code: "ELOCKSTALE", difference });
  expect(await installHost(means(world))).toMatchObject({ generation: 2, unchanged: false });
  const local = (await findCurrentGeneration(world.host))?.packages.find((pkg) => pkg.name === "local");
  expect(await readFile(join(local?.path ?? "", "index.js"), "utf8")).toBe("export default 2;");
});

test("a folder and an archive bring the dependencies that they say, from the registry", async () => {
  await using world = await hostWorld();
  const packageJson = { name: "packed", version: "1.0.0", dependencies: { library: "^1.0.0" } };
  await writeFile(join(world.directory, "packed.tgz"), await packPackage(packageJson, { "index.js": "" }));
  await addToHost({ ...means(world), specs: ["../packed.tgz"] });

  const { resolution } = (await readLock(world.host)) ?? {};
  expect(resolution?.nodes.map(({ id, source }) => [id, source])).toEqual([
    ["library@1.1.0", { type: "registry", registry: "home" }],
    ["packed@1.0.0", { type: "path", path: "../packed.tgz" }],
  ]);
});

test("an archive at an address is pinned by its digest", async () => {
  await using world = await hostWorld();
  let archive = await packPackage({ name: "packed", version: "1.0.0" }, { "index.js": "" });
  const options = { ...means(world), fetchUrl: async () => archive };
  await addToHost({ ...options, specs: ["packed@https://files.example/packed-1.0.0.tgz"] });
  archive = await packPackage({ name: "packed", version: "1.0.0" }, { "index.js": "evil" });

  const refused = installHost({ ...options, store: openStore(join(world.directory, "elsewhere")), frozen: true });

  await expect(refused).rejects.toMatchObject({
    code: "EINTEGRITY",
    message: expect.stringContaining("https://files.example/packed-1.0.0.tgz"),
  });
});

test("the operator's own folder is trusted unless he says otherwise; a repository is not", async () => {
  await using world = await hostWorld();
  const plugin = { "plugins/greet/index.js": "export default {};" };
  await writeFolder(world, { "package.json": '{ "name": "greeter", "version": "1.0.0", "larder": {} }', ...plugin });
  const origin = newOrigin({
    "package.json": '{ "name": "stranger", "version": "1.0.0", "larder": {} }',
    ...plugin,
  });

  const { install } = await addToHost({ ...means(world), specs: ["../local", `git+${origin.url}`] });
  await setPackageMode(world.host, "greeter", "sandboxed");
  const told = await installHost(means(world));

  expect(install?.needsTrust).toEqual(["stranger"]);
  expect(install?.packages).toMatchObject([{ name: "greeter", isLocal: true }, { name: "stranger" }]);
  expect(told.needsTrust).toEqual(["greeter", "stranger"]);
});

test("a lock that sends the machine to another repository is refused before anything is fetched", async () => {
  await using world = await hostWorld();
  const origin = newOrigin({ "themes/calm.toml": theme });
  const evil = newOrigin({ "themes/calm.toml": theme });
  await addToHost({ ...means(world), specs: [`calm@git+${origin.url}`] });
  const path = join(world.host, "larder.lock");
  await writeFile(path, (await readFile(path, "utf8")).replace(`"git":"${origin.url}`, `"git":"${evil.url}`));

  await expect(
    installHost({ ...means(world), store: openStore(join(world.directory, "elsewhere")), frozen: true }),
  ).rejects.toMatchObject({
    code: "EPOLICY",
    message: expect.stringMatching(
      /^`larder\.lock` takes `calm@\S+` from `file:\S+`, which no want of `larder\.yaml` names$/,
    ),
  });
  expect(await findCurrentNumber(world.host)).toBe(1);
});

test("a lock that is made anew takes the commit of no other repository", async () => {
  await using world = await hostWorld();
  const origin = newOrigin({ "themes/calm.toml": theme });
  await addToHost({ ...means(world), specs: [`calm@git+${origin.url}`] });
  const path = join(world.host, "larder.lock");
  const elsewhere = (await readFile(path, "utf8")).replace(`"git":"${origin.url}`, '"git":"file:///nowhere/evil.git');
  await writeFile(path, elsewhere);

  await addToHost({ ...means(world), specs: ["themes"] });

  expect(await sourceOf(world, "calm")).toMatchObject({ source: { repository: origin.url } });
});

test.each(["git+https://ada:secret@127.0.0.1:9/ada/themes.git", "x@https://ada:secret@127.0.0.1:9/x.tgz"])(
  "%s is refused for its password, which is not repeated",
  async (spec) => {
    await using world = await hostWorld();

    await expect(addToHost({ ...means(world), specs: [spec] })).rejects.toMatchObject({
      code: "ETARGET",
      message: expect.stringMatching(/^`[^`]*\/\/…@127\S*` must not hold a password: /),
      hint: expect.not.stringContaining("secret"),
    });
  },
);

test("offline, what is not on this machine is named, whatever it is", async () => {
  await using world = await hostWorld();
  const origin = newOrigin({ "themes/calm.toml": theme });
  await addToHost({ ...means(world), specs: [`calm@git+${origin.url}`], lockOnly: true });

  await expect(installHost({ ...means(world), offline: true })).rejects.toMatchObject({
    code: "ENETWORK",
    message: expect.stringMatching(/^`calm@\S+` is not in the package store, and nothing may be fetched$/),
  });
  await addWants(world.host, { themes: "^1.0.0" });
  await expect(installHost({ ...means(world), offline: true })).rejects.toMatchObject({
    message: "`larder.lock` is out of date: `themes` is wanted and not locked, and nothing may be fetched",
  });
  await expect(addToHost({ ...means(world), offline: true, specs: ["themes"] })).rejects.toMatchObject({
    code: "ENETWORK",
  });
});

async function writeFolder({ directory }: HostWorld, files: { readonly [path: string]: string }): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(directory, "local", path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

async function sourceOf({ host }: HostWorld, name: string): Promise<unknown> {
  return (await readLock(host))?.resolution.nodes.find((node) => node.name === name);
}

function newOrigin(files: { readonly [path: string]: string }): GitOrigin {
  const origin = gitOrigin(files);
  onTestFinished(() => origin[Symbol.dispose]());
  return origin;
}

function means({ host, store, client }: HostWorld): InstallOptions {
  return { directory: host, store, client, environment: { PATH: process.env["PATH"] } };
}
