import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { addWants, findCurrentNumber } from "@larder/host-directory";
import { parseVersion } from "@larder/package-spec";
import { describe, expect, test } from "vitest";

import { addToHost } from "./add-to-host.ts";
import { coreOfferDefault } from "./core-offer.ts";
import type { InstallOptions } from "./install-host.ts";
import { installHost } from "./install-host.ts";
import { lockHost } from "./lock-host.ts";
import { type HostWorld, hostWorld, packPackage } from "./testing/host-world.ts";
import { updateHost } from "./update-host.ts";

// Each refusal is followed by a look at the host: it must be what it was.

describe.each(["larder", "npm"] as const)("in a registry of kind %s", (kind) => {
  test("a package that does not exist is not wanted afterwards", async () => {
    await using world = await installedWorld({ kind });

    const refused = addToHost({ ...means(world), specs: ["absent"] });

    await expect(refused).rejects.toMatchObject({
      code: "E404",
      message: "Package `absent` does not exist in `http://registry.example`",
    });
    await expectUntouched(world);
  });

  test("a tag that does not exist is answered with those that do", async () => {
    await using world = await installedWorld({ kind });

    await expect(addToHost({ ...means(world), specs: ["library@nxet"] })).rejects.toMatchObject({
      code: "ETARGET",
      hint: "It has `latest`",
    });
    await expectUntouched(world);
  });

  test.each(["library@^9.0.0", "@examples/analytics@^9.0.0", "absent@^1.0.0"])("%s has no answer", async (spec) => {
    await using world = await installedWorld({ kind });

    const refused = addToHost({ ...means(world), specs: [spec] });

    await expect(refused).rejects.toMatchObject({ code: "ERESOLVE", report: { sentences: expect.any(Array) } });
    await expectUntouched(world);
  });

  test("two new wants that need different versions of one singleton have no answer, and no line is blamed", async () => {
    await using world = await installedWorld({ kind });

    const refused = addToHost({ ...means(world), specs: ["@examples/notes", "@examples/analytics@^2.0.0"] });

    await expect(refused).rejects.toMatchObject({
      code: "ERESOLVE",
      message: expect.stringMatching(/the command line wants `@examples\/analytics`/),
    });
    await expectUntouched(world);
  });

  test("an archive that changed after it was locked is refused", async () => {
    await using world = await installedWorld({ kind });
    const evil = await packPackage({ name: "library", version: "1.1.0" }, { "index.js": "export default 666;" });
    world.registry.tamper("library", "1.1.0", evil);

    await expect(addToHost({ ...means(world), specs: ["library"] })).rejects.toMatchObject({
      code: "EINTEGRITY",
      node: "library@1.1.0",
      source: { type: "registry", registry: "home" },
    });
    await expectUntouched(world);
  });

  test("a locked version that vanished is refused, and what is installed goes on", async () => {
    await using world = await installedWorld({ kind });
    await addToHost({ ...means(world), specs: ["library"], lockOnly: true });
    world.registry.remove("library", "1.1.0");

    await expect(installHost({ ...means(world), frozen: true })).rejects.toMatchObject({
      code: "E404",
      status: 404,
      message: expect.stringMatching(/^`home` does not give the archive of `library@1\.1\.0`, which is locked: /),
      hint: "Was it unpublished? Lock another version with `larder update library`",
    });
    expect(await findCurrentNumber(world.host)).toBe(1);
  });

  test.each([
    { app: "^1.0.0", middle: "^1.0.0", command: "larder update low middle", to: "app@1.0.0" },
    { app: "^1.0.0", middle: "1.0.0", command: "larder update app low middle", to: "app@1.0.1" },
    { app: "1.0.0", middle: "1.0.0", command: "larder update app low middle --latest", to: "app@1.0.1" },
  ])("for one that others ask for to the version, $command is advised, and works", async (one) => {
    const { app, middle, command, to } = one;
    await using world = await hostWorld({ kind });
    const publish = async (name: string, version: string, dependencies: { readonly [name: string]: string }) => {
      world.registry.add({ name, version, dependencies }, await packPackage({ name, version, dependencies }));
    };
    await publish("low", "1.1.0", {});
    await publish("middle", "1.0.0", { low: "1.1.0" });
    await publish("app", "1.0.0", { middle });
    await addToHost({ ...means(world), specs: [`app@${app}`], lockOnly: true });
    await publish("low", "1.0.0", {});
    await publish("middle", "1.0.1", { low: "1.0.0" });
    if (middle === "1.0.0") await publish("app", "1.0.1", { middle: "1.0.1" });
    world.registry.remove("low", "1.1.0");

    await expect(installHost({ ...means(world), frozen: true })).rejects.toMatchObject({
      hint: `Was it unpublished? Lock another version with \`${command}\``,
    });
    const names = command
      .split(" ")
      .slice(2)
      .filter((word) => word !== "--latest");
    const { lock } = await updateHost({ ...means(world), names, latest: command.endsWith("--latest") });
    expect(lock.resolution.nodes.map(({ id }) => id)).toEqual([to, "low@1.0.0", "middle@1.0.1"]);
  });
});

test("a corrupt lock is refused with its line, never ignored", async () => {
  await using world = await installedWorld();
  const path = join(world.host, "larder.lock");
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replace("package themes", "packaeg themes"));

  for (const attempt of [installHost, lockHost]) {
    await expect(attempt(means(world))).rejects.toMatchObject({ code: "ELOCKFILE", line: expect.any(Number) });
  }
  expect(await findCurrentNumber(world.host)).toBe(1);
  expect(await readFile(path, "utf8")).toContain("packaeg");
});

test("a frozen install refuses a lock that is missing, out of date, or for another core, and says why", async () => {
  await using fresh = await hostWorld();
  await expect(installHost({ ...means(fresh), frozen: true })).rejects.toMatchObject({
    code: "ELOCKSTALE",
    message: "`larder.lock` is out of date: there is none",
  });

  await using world = await installedWorld();
  await addWants(world.host, { library: "^1.0.0", themes: "*" });
  await expect(installHost({ ...means(world), frozen: true })).rejects.toMatchObject({
    code: "ELOCKSTALE",
    difference: "`library` is wanted and not locked; `themes` is wanted as `*` and locked as `^1.0.0`",
  });

  await using settings = await installedWorld();
  const manifestPath = join(settings.host, "larder.yaml");
  const before = await readFile(manifestPath, "utf8");
  await writeFile(manifestPath, `${before}overrides: { library: 1.0.0 }\nshared: [library]\n`);
  await expect(installHost({ ...means(settings), frozen: true })).rejects.toMatchObject({
    code: "ELOCKSTALE",
    difference: "the override `library` is wanted and not locked; the shared `library` is wanted and not locked",
  });
  await lockHost(means(settings));
  await installHost({ ...means(settings), frozen: true });
  await writeFile(manifestPath, before);
  await expect(installHost({ ...means(settings), frozen: true })).rejects.toMatchObject({
    difference:
      "the override `library` is locked and no longer wanted; the shared `library` is locked and no longer wanted",
  });

  await using other = await installedWorld();
  const core = { ...coreOfferDefault, coreVersion: parseVersion("1.1.0") };
  await expect(installHost({ ...means(other), frozen: true, core })).rejects.toMatchObject({
    difference: "it was solved for version 1.0.0 of the core's API, and this is 1.1.0",
  });
});

test("a lock from another registry than the host's is refused", async () => {
  await using world = await installedWorld();
  const path = join(world.host, "larder.yaml");
  await writeFile(path, (await readFile(path, "utf8")).replace("home:", "away:"));

  await expect(installHost({ ...means(world), frozen: true })).rejects.toMatchObject({
    code: "EHOST",
    message: "`themes@1.0.0` was locked from registry `home`, but this host installs from `away`",
  });
});

test("a registry that is down is named, and a host that needs nothing from it does not notice", async () => {
  await using world = await installedWorld({ kind: "larder" });
  const down: InstallOptions = {
    ...means(world),
    client: { ...world.client, resolve: () => Promise.reject(new Error("connect ECONNREFUSED")) },
  };

  await expect(installHost(down)).resolves.toMatchObject({ unchanged: true });
  await expect(addToHost({ ...down, specs: ["library@^1.0.0"] })).rejects.toThrow("ECONNREFUSED");
  await expectUntouched(world);
});

/** Returns a world whose host runs `themes`, with the texts of its files. */
async function installedWorld(
  options: Parameters<typeof hostWorld>[0] = {},
): Promise<HostWorld & { readonly before: readonly string[] }> {
  const world = await hostWorld(options);
  await addToHost({ ...means(world), specs: ["themes"] });
  return { ...world, before: await textsOf(world) };
}

async function expectUntouched(world: HostWorld & { readonly before: readonly string[] }): Promise<void> {
  expect(await textsOf(world)).toEqual(world.before);
  expect(await findCurrentNumber(world.host)).toBe(1);
  await expect(installHost({ ...means(world), frozen: true })).resolves.toMatchObject({ unchanged: true });
}

async function textsOf({ host }: HostWorld): Promise<readonly string[]> {
  return await Promise.all(["larder.yaml", "larder.lock"].map((name) => readFile(join(host, name), "utf8")));
}

function means({ host, store, client }: HostWorld): InstallOptions {
  return { directory: host, store, client };
}
