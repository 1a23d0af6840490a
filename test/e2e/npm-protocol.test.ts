import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { larderData } from "../support/larder-process.ts";
import { logInToNpm, type NpmClient, npmClient } from "../support/npm-clients.ts";
import { onEachEngine } from "../support/on-each-engine.ts";
import { type ServedRegistry, serveRegistry } from "../support/served-registry.ts";

onEachEngine((engine) => {
  let registry: ServedRegistry;
  let npm: NpmClient;
  let pnpm: NpmClient;

  beforeAll(async () => {
    registry = await serveRegistry(engine);
    await larderData(["user", "add", "eve", ...registry.place], { input: "eve has a password\n" });
    npm = await npmClient("npm", join(registry.directory, "npm"), registry.url, registry.token);
    pnpm = await npmClient("pnpm", join(registry.directory, "pnpm"), registry.url, registry.token);
    await expectSuccess(npm.run(["publish"], await writePackage("@acme/left", "1.0.0")));
    await expectSuccess(pnpm.run(["publish", "--no-git-checks"], await writePackage("@acme/left", "1.1.0")));
  });

  afterAll(() => registry[Symbol.asyncDispose]());

  /** Writes a package that exports its version, and returns its directory. */
  async function writePackage(name: string, version: string): Promise<string> {
    const directory = join(registry.directory, `${name.replace("/", "-")}-${version}`);
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, "package.json"), JSON.stringify({ name, version, main: "index.js" }));
    await writeFile(join(directory, "index.js"), `module.exports = ${JSON.stringify(version)};\n`);
    return directory;
  }

  async function newProject(name: string): Promise<string> {
    const directory = join(registry.directory, "projects", name);
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, "package.json"), JSON.stringify({ name, private: true }));
    return directory;
  }

  test("`npm ping` and `npm whoami` answer", async () => {
    const ping = await npm.run(["ping", "--json"], registry.directory);
    const whoami = await npm.run(["whoami"], registry.directory);

    expect(JSON.parse(ping.stdout)).toMatchObject({ registry: `${registry.url}/`, details: {} });
    expect(whoami.stdout).toBe("ada\n");
  });

  test.each(["npm", "pnpm"] as const)("`%s view` shows what was published", async (name) => {
    const client = name === "npm" ? npm : pnpm;

    const { stdout } = await client.run(["view", "@acme/left", "--json"], registry.directory);
    const missing = await client.run(["view", "nobody-has-this"], registry.directory);

    const tarball = `${registry.url}/@acme/left/-/left-1.1.0.tgz`;
    expect([JSON.parse(stdout)].flat()).toMatchObject([
      {
        name: "@acme/left",
        version: "1.1.0",
        versions: ["1.0.0", "1.1.0"],
        "dist-tags": { latest: "1.1.0" },
        dist: { tarball, integrity: expect.stringMatching(/^sha512-/) },
      },
    ]);
    expect(missing.code).toBe(1);
  });

  test("`npm search` finds it", async () => {
    const { stdout } = await npm.run(["search", "left", "--json"], registry.directory);

    expect(JSON.parse(stdout)).toMatchObject([{ name: "@acme/left", version: "1.1.0" }]);
  });

  test("`npm dist-tag` adds, lists and removes a tag, and installs follow it", async () => {
    const project = await newProject("tagged");

    const added = await npm.run(["dist-tag", "add", "@acme/left@1.0.0", "stable"], project);
    const listed = await npm.run(["dist-tag", "ls", "@acme/left"], project);
    const installed = await npm.run(["install", "@acme/left@stable"], project);
    const removed = await npm.run(["dist-tag", "rm", "@acme/left", "stable"], project);
    const left = await npm.run(["dist-tag", "ls", "@acme/left"], project);
    const refused = await npm.run(["dist-tag", "rm", "@acme/left", "latest"], project);

    expect([added, installed, removed].map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(listed.stdout).toBe("latest: 1.1.0\nstable: 1.0.0\n");
    expect(await installedVersion(project)).toBe("1.0.0");
    expect(left.stdout).toBe("latest: 1.1.0\n");
    expect(refused.stderr).toContain("The dist-tag `latest` of `@acme/left` cannot be removed");
  });

  test("a version that was published with other bytes is refused with npm's sentence, by npm and by pnpm", async () => {
    const directory = await writePackage("@acme/left", "1.0.0");
    await writeFile(join(directory, "index.js"), "module.exports = 'changed';\n");

    const byNpm = await npm.run(["publish"], directory);
    const byPnpm = await pnpm.run(["publish", "--no-git-checks"], directory);
    const project = await newProject("unchanged");
    await expectSuccess(npm.run(["install", "@acme/left@1.0.0"], project));

    const sentence = "You cannot publish over the previously published versions: 1.0.0.";
    expect([byNpm.code, byPnpm.code]).toEqual([1, 1]);
    expect(byNpm.stderr).toContain(sentence);
    expect(unfolded(`${byPnpm.stdout}${byPnpm.stderr}`)).toContain(sentence);
    expect(await readFile(join(project, "node_modules/@acme/left/index.js"), "utf8")).toContain("1.0.0");
  });

  test("what is not there is E404 and ETARGET for npm, and has the same meaning for pnpm", async () => {
    const project = await newProject("missing");

    const noPackage = await npm.run(["install", "nobody-has-this"], project);
    const noVersion = await npm.run(["install", "@acme/left@^9"], project);
    const noPackageByPnpm = await pnpm.run(["add", "nobody-has-this"], project);
    const noVersionByPnpm = await pnpm.run(["add", "@acme/left@^9"], project);

    expect(noPackage.stderr).toMatch(/code E404[^]*Package `nobody-has-this` does not exist/);
    expect(noVersion.stderr).toMatch(/code ETARGET[^]*No matching version found for @acme\/left@\^9/);
    expect(unfolded(`${noPackageByPnpm.stdout}${noPackageByPnpm.stderr}`)).toContain("404");
    expect(`${noVersionByPnpm.stdout}${noVersionByPnpm.stderr}`).toContain("ERR_PNPM_NO_MATCHING_VERSION");
  });

  test("a wrong token is E401, and a stranger's is E403, each with the reason", async () => {
    const unknown = await npmClient("npm", join(registry.directory, "unknown"), registry.url, "lrd_unknown");
    const made = await larderData(["token", "create", "--user", "eve", "--scope", "read,publish", ...registry.place]);
    const eve = await npmClient("npm", join(registry.directory, "eve"), registry.url, tokenOf(made));
    const next = await writePackage("@acme/left", "1.2.0");

    const wrong = await unknown.run(["publish"], next);
    const stranger = await eve.run(["publish"], next);
    const versions = await npm.run(["view", "@acme/left", "versions", "--json"], registry.directory);

    expect(wrong.stderr).toMatch(/code E401[^]*The token is not known to this registry/);
    expect(stranger.stderr).toMatch(/code E403[^]*You are not a maintainer of `@acme\/left`/);
    expect(JSON.parse(versions.stdout)).toEqual(["1.0.0", "1.1.0"]);
  });

  test("`npm login` with name and password leaves a token that works, and a wrong password leaves none", async () => {
    const home = join(registry.directory, "login");
    const client = await npmClient("npm", home, registry.url);

    const refused = await logInToNpm(client, { name: "eve", password: "a guess" });
    const before = await client.run(["whoami"], home);
    const accepted = await logInToNpm(client, { name: "eve", password: "eve has a password" });
    const after = await client.run(["whoami"], home);
    await expectSuccess(client.run(["logout"], home));
    const loggedOut = await client.run(["whoami"], home);

    expect(refused.stderr).toContain("The password of `eve` is wrong");
    expect([refused.code, before.code, accepted.code, loggedOut.code]).toEqual([1, 1, 0, 1]);
    expect(after.stdout).toBe("eve\n");
  });
});

async function expectSuccess(running: ReturnType<NpmClient["run"]>): Promise<void> {
  const { code, stdout, stderr } = await running;
  expect(code, `${stdout}${stderr}`).toBe(0);
}

async function installedVersion(project: string): Promise<unknown> {
  const text = await readFile(join(project, "node_modules/@acme/left/package.json"), "utf8");
  const manifest: unknown = JSON.parse(text);
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : undefined;
}

/** pnpm folds what a registry says into lines with bars. */
function unfolded(output: string): string {
  return output.replaceAll(/\s*\n\s*│?\s*/g, " ");
}

function tokenOf(data: unknown): string {
  if (typeof data === "object" && data !== null && "token" in data) return String(data.token);
  throw new Error(`No token in ${JSON.stringify(data)}`);
}
