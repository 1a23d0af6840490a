import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { larderData } from "../support/larder-process.ts";
import { type ClientName, type NpmClient, npmClient } from "../support/npm-clients.ts";
import { onEachEngine } from "../support/on-each-engine.ts";
import { type ServedRegistry, serveRegistry } from "../support/served-registry.ts";

/** Where a library of npm sends its requests, and as whom. */
type Options = { readonly registry: string; readonly forceAuth: { readonly token: string } };

type LibnpmAccess = {
  getCollaborators(pkg: string, options: Options): Promise<unknown>;
  getPackages(owner: string, options: Options): Promise<unknown>;
  getVisibility(pkg: string, options: Options): Promise<unknown>;
  removePermissions(team: string, pkg: string, options: Options): Promise<true>;
  setAccess(pkg: string, access: string, options: Options): Promise<true>;
  setMfa(pkg: string, level: string, options: Options): Promise<true>;
  setPermissions(team: string, pkg: string, permissions: string, options: Options): Promise<true>;
};

type LibnpmTeam = {
  create(team: string, options: Options): Promise<unknown>;
  destroy(team: string, options: Options): Promise<true>;
  add(user: string, team: string, options: Options): Promise<unknown>;
  rm(user: string, team: string, options: Options): Promise<true>;
  lsTeams(org: string, options: Options): Promise<Iterable<string>>;
  lsUsers(team: string, options: Options): Promise<Iterable<string>>;
};

type LibnpmOrg = {
  set(org: string, user: string, role: string, options: Options): Promise<object>;
  rm(org: string, user: string, options: Options): Promise<null>;
  ls(org: string, options: Options): Promise<object>;
};

// None of them has types of its own.
const require = createRequire(import.meta.url);
const access = require("libnpmaccess") as LibnpmAccess;
const team = require("libnpmteam") as LibnpmTeam;
const org = require("libnpmorg") as LibnpmOrg;

onEachEngine((engine) => {
  let registry: ServedRegistry;
  let ada: string;
  let eve: string;
  let bob: string;

  beforeAll(async () => {
    registry = await serveRegistry(engine);
    for (const name of ["eve", "bob"]) {
      await larderData(["user", "add", name, ...registry.place], { input: "a long enough password\n" });
    }
    ada = await tokenOf("ada", "admin");
    eve = await tokenOf("eve", "read,publish");
    bob = await tokenOf("bob", "read,publish");
  });

  afterAll(() => registry[Symbol.asyncDispose]());

  async function tokenOf(user: string, scope: string): Promise<string> {
    const made = await larderData(["token", "create", "--user", user, "--scope", scope, ...registry.place]);
    const { token } = made as { token: string };
    return token;
  }

  const optionsOf = (token: string): Options => ({ registry: `${registry.url}/`, forceAuth: { token } });

  async function clientOf(name: ClientName, user: string, token?: string): Promise<NpmClient> {
    return npmClient(name, join(registry.directory, `${name}-${user}`), registry.url, token);
  }

  async function writeManifest(directory: string, manifest: object): Promise<string> {
    const path = join(registry.directory, directory);
    await mkdir(path, { recursive: true });
    await writeFile(join(path, "package.json"), JSON.stringify(manifest));
    return path;
  }

  /** Installs `name` into an empty project, and returns how npm ended and what it said was wrong. */
  async function install(client: NpmClient, project: string, name: string): Promise<[number | null, string]> {
    const directory = await writeManifest(project, { name: "project", private: true });
    const { code, stderr } = await client.run(["install", "--prefer-online", name], directory);
    return [code, /npm error code (\w+)/.exec(stderr)?.[1] ?? ""];
  }

  test("a platform team shares a restricted package with a team, and takes it back, with npm alone", async () => {
    const [root, member, outsider, nobody] = [
      await clientOf("npm", "ada", ada),
      await clientOf("npm", "eve", eve),
      await clientOf("npm", "bob", bob),
      await clientOf("npm", "nobody"),
    ];
    const cwd = await writeManifest("secret", { name: "@acme/secret", version: "1.0.0" });
    const done: [number | null, string][] = [];
    const run = async (...args: string[]): Promise<void> => {
      const { code, stdout, stderr } = await root.run(args, cwd);
      done.push([code, code === 0 ? "" : stdout + stderr]);
    };

    await run("org", "set", "acme", "ada", "owner");
    await run("org", "set", "acme", "eve", "developer");
    await run("team", "create", "@acme:qa");
    await run("team", "rm", "@acme:developers", "eve");
    await run("publish", "--access", "restricted");
    const before = await install(member, "before", "@acme/secret");
    await run("team", "add", "@acme:qa", "eve");
    await run("access", "grant", "read-only", "@acme:qa", "@acme/secret");
    const granted = await install(member, "granted", "@acme/secret");
    const others = [await install(outsider, "outside", "@acme/secret"), await install(nobody, "no", "@acme/secret")];
    const published = await member.run(
      ["publish"],
      await writeManifest("forged", { name: "@acme/secret", version: "1.0.1" }),
    );
    const claimed = await outsider.run(
      ["publish"],
      await writeManifest("claim", { name: "@acme/new", version: "1.0.0" }),
    );
    await run("access", "revoke", "@acme:qa", "@acme/secret");
    const revoked = await install(member, "revoked", "@acme/secret");

    expect(done.filter(([code]) => code !== 0)).toEqual([]);
    expect({ before, granted, others, revoked }).toEqual({
      before: [1, "E404"],
      granted: [0, ""],
      others: [
        [1, "E404"],
        [1, "E401"],
      ],
      revoked: [1, "E404"],
    });
    expect([published.code, claimed.code]).toEqual([1, 1]);
    expect(published.stderr).toContain("You are not a maintainer of `@acme/secret`");
    expect(claimed.stderr).toContain("its scope belongs to the organisation `acme`");
  });

  test.each(["npm", "npm-11"] as const)(
    "%s lists the packages of a user, and is told that there is no second factor",
    async (name) => {
      const client = await clientOf(name, "ada", ada);
      const cwd = registry.directory;

      const packages = await client.run(["access", "list", "packages", "ada", "--json"], cwd);
      const status = await client.run(["access", "get", "status", "@acme/secret"], cwd);
      const mfa = await client.run(["access", "set", "mfa=publish", "@acme/secret"], cwd);

      expect(JSON.parse(packages.stdout)).toEqual({ "@acme/secret": "read-write" });
      expect(status.stdout).toBe("@acme/secret: private\n");
      expect(mfa.code).toBe(1);
      expect(mfa.stderr).toContain("This registry cannot ask for a second factor when `@acme/secret` is published");
    },
  );

  test("libnpmorg, libnpmteam and libnpmaccess do all that they can", async () => {
    const admin = optionsOf(ada);
    await org.set("zoo", "@ada", "owner", admin);
    await publish(await clientOf("npm", "ada", ada), "@zoo/ape");

    expect({ ...(await org.set("@zoo", "eve", "admin", admin)) }).toEqual({
      org: { name: "zoo", size: 2 },
      user: "eve",
      role: "admin",
    });
    expect({ ...(await org.ls("zoo", admin)) }).toEqual({ ada: "owner", eve: "admin" });
    expect(await team.create("zoo:keepers", optionsOf(eve))).toEqual({ name: "keepers" });
    await team.add("eve", "@zoo:keepers", admin);
    expect([...(await team.lsTeams("zoo", admin))]).toEqual(["zoo:developers", "zoo:keepers"]);
    expect([...(await team.lsUsers("zoo:keepers", admin))]).toEqual(["eve"]);

    expect(await access.getVisibility("@zoo/ape", admin)).toEqual({ public: true });
    expect(await access.setAccess("@zoo/ape", "restricted", admin)).toBe(true);
    expect(await access.getVisibility("@zoo/ape", admin)).toEqual({ public: false });
    await expect(access.getVisibility("@zoo/ape", optionsOf(bob))).rejects.toMatchObject({ code: "E404" });
    expect(await access.setPermissions("zoo:keepers", "@zoo/ape", "read-only", admin)).toBe(true);
    expect(await access.getPackages("zoo:keepers", admin)).toEqual({ "@zoo/ape": "read-only" });
    expect(await access.getPackages("zoo", admin)).toEqual({ "@zoo/ape": "read-write" });
    expect(await access.getPackages("eve", admin)).toMatchObject({ "@zoo/ape": "read-write" });
    expect(await access.getPackages("bob", admin)).toEqual({});
    expect(await access.getCollaborators("@zoo/ape", admin)).toEqual({ ada: "read-write", eve: "read-write" });
    expect(await access.removePermissions("zoo:keepers", "@zoo/ape", admin)).toBe(true);
    expect(await access.getPackages("zoo:keepers", admin)).toEqual({});
    expect(await access.setMfa("@zoo/ape", "none", admin)).toBe(true);
    await expect(access.setMfa("@zoo/ape", "automation", admin)).rejects.toMatchObject({ code: "E405" });

    expect(await team.rm("eve", "zoo:keepers", admin)).toBe(true);
    expect([...(await team.lsUsers("zoo:keepers", admin))]).toEqual([]);
    expect(await team.destroy("zoo:keepers", admin)).toBe(true);
    await expect(team.lsUsers("zoo:keepers", admin)).rejects.toMatchObject({ code: "E404" });
    await expect(team.create("zoo:mine", optionsOf(bob))).rejects.toMatchObject({ code: "E403" });
    expect(await org.rm("zoo", "eve", admin)).toBeNull();
    await expect(org.ls("zoo", optionsOf(eve))).rejects.toMatchObject({ code: "E403" });
  });

  async function publish(client: NpmClient, name: string): Promise<void> {
    const directory = await writeManifest(name.replace("/", "-"), { name, version: "1.0.0" });
    const { code, stderr } = await client.run(["publish"], directory);
    if (code !== 0) throw new Error(stderr);
  }

  test("pnpm lists who works with a package, teams and their members", async () => {
    const client = await clientOf("pnpm", "ada", ada);
    const run = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await client.run(args, registry.directory);
      if (code !== 0) throw new Error(stdout + stderr);
      return stdout;
    };

    expect(await run("access", "list", "collaborators", "@acme/secret")).toContain("ada");
    expect(await run("access", "list", "packages", "@acme:developers")).toContain("@acme/secret: read-write");
    expect(await run("access", "get", "status", "@acme/secret")).toContain("access: restricted");
    expect(await run("team", "ls", "@acme")).toContain("developers");
    await run("team", "add", "@acme:qa", "eve");
    expect(await run("team", "ls", "@acme:qa")).toContain("eve");
    await run("star", "@acme/secret");
    expect([await run("stars"), await run("stars", "ada")]).toEqual(["@acme/secret\n", "@acme/secret\n"]);
    await run("unstar", "@acme/secret");
    expect((await run("stars")).trim()).toBe("");
  });
});
