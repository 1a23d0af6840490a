import * as access from "libnpmaccess";
import * as org from "libnpmorg";
import { publish, unpublish } from "libnpmpublish";
import search from "libnpmsearch";
import * as team from "libnpmteam";
import * as profile from "npm-profile";
import { packTarball } from "@larder/tarball";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { larderData } from "../support/larder-process.ts";
import { engines, type ServedRegistry, serveRegistry } from "../support/served-registry.ts";

const password = "eve has a password";

describe.each(engines)("the libraries behind npm's commands, on %s", (engine) => {
  let registry: ServedRegistry;
  let ada: Options;
  /** She is in the organisation `acme`, and `mallory` is not. */
  let eve: Options;
  let mallory: Options;

  beforeAll(async () => {
    registry = await serveRegistry(engine);
    for (const name of ["eve", "mallory"]) {
      await larderData(["user", "add", name, ...registry.place], { input: `${password}\n` });
    }
    ada = await optionsOf("ada", "read,publish,admin");
    eve = await optionsOf("eve", "read,publish");
    mallory = await optionsOf("mallory", "read,publish");
    await org.set("acme", "ada", "owner", ada);
    await org.set("acme", "eve", "developer", ada);
  });

  afterAll(() => registry[Symbol.asyncDispose]());

  async function optionsOf(user: string, scopes: string): Promise<Options> {
    const data = await larderData(["token", "create", "--user", user, "--scope", scopes, ...registry.place]);
    const { token } = data as { readonly token: string };
    return { registry: `${registry.url}/`, forceAuth: { token } };
  }

  async function fetched(path: string): Promise<{ readonly status: number; readonly body: unknown }> {
    const response = await fetch(`${registry.url}/${path}`);
    return { status: response.status, body: await response.json() };
  }

  test("`libnpmpublish` publishes, and is refused with npm's sentence what is published", async () => {
    await publishAs(ada, "@acme/chat", "1.0.0");
    await publishAs({ ...ada, defaultTag: "next" }, "@acme/chat", "2.0.0-rc.1");

    expect((await fetched("@acme%2fchat")).body).toMatchObject({
      "dist-tags": { latest: "1.0.0", next: "2.0.0-rc.1" },
      versions: { "1.0.0": { description: "Made by a library" } },
    });
    await expect(publishAs(ada, "@acme/chat", "1.0.0", { main: "other.js" })).rejects.toMatchObject({
      message: expect.stringContaining("cannot publish over the previously published version"),
    });
    await expect(publishAs(mallory, "@acme/chat", "3.0.0")).rejects.toMatchObject({ code: "E403" });
  });

  test("`libnpmpublish` takes back a version, then the package", async () => {
    for (const version of ["1.0.0", "1.1.0"]) await publishAs(ada, "@acme/gone", version);

    await expect(unpublish("@acme/gone@1.1.0", ada)).resolves.toBe(true);
    expect((await fetched("@acme%2fgone")).body).toMatchObject({ "dist-tags": { latest: "1.0.0" } });
    await expect(unpublish("@acme/gone", { ...ada, force: true })).resolves.toBe(true);
    expect((await fetched("@acme%2fgone")).status).toBe(404);
  });

  test("`libnpmaccess` shows and changes whom a package is for", async () => {
    await publishAs(ada, "@acme/shared", "1.0.0");
    await team.create("@acme:readers", ada);

    await expect(access.getVisibility("@acme/shared", ada)).resolves.toEqual({ public: true });
    await expect(access.setAccess("@acme/shared", "restricted", ada)).resolves.toBe(true);
    await expect(access.getVisibility("@acme/shared", ada)).resolves.toEqual({ public: false });
    expect((await fetched("@acme%2fshared")).status).toBe(401);
    await expect(access.setPermissions("@acme:readers", "@acme/shared", "read-only", ada)).resolves.toBe(true);
    await expect(access.getPackages("@acme:readers", ada)).resolves.toEqual({ "@acme/shared": "read-only" });
    await expect(access.getPackages("acme", ada)).resolves.toMatchObject({ "@acme/shared": "read-write" });
    await expect(access.getPackages("ada", ada)).resolves.toMatchObject({ "@acme/shared": "read-write" });
    await expect(access.getCollaborators("@acme/shared", ada)).resolves.toMatchObject({ ada: "read-write" });
    await expect(access.removePermissions("@acme:readers", "@acme/shared", ada)).resolves.toBe(true);
    await expect(access.getPackages("@acme:readers", ada)).resolves.toEqual({});
    await expect(access.setAccess("@acme/shared", "public", eve)).rejects.toMatchObject({ code: "E403" });
    await expect(access.setAccess("@acme/shared", "public", mallory)).rejects.toMatchObject({ code: "E404" });
  });

  test("`libnpmteam` makes, fills, lists and ends teams", async () => {
    await expect(team.create("@acme:qa", ada)).resolves.toMatchObject({ name: "qa" });
    await expect(team.add("eve", "@acme:qa", ada)).resolves.toBeDefined();
    await expect(team.lsTeams("acme", ada)).resolves.toContain("acme:qa");
    expect([...(await team.lsUsers("@acme:qa", ada))]).toEqual(["eve"]);
    await expect(team.rm("eve", "@acme:qa", ada)).resolves.toBe(true);
    expect([...(await team.lsUsers("@acme:qa", ada))]).toEqual([]);
    await expect(team.create("@acme:mine", eve)).rejects.toMatchObject({ code: "E403" });
    await expect(team.destroy("@acme:qa", ada)).resolves.toBe(true);
    await expect(team.lsTeams("acme", ada)).resolves.not.toContain("acme:qa");
  });

  test("`libnpmorg` says who is in an organisation, and changes it", async () => {
    await expect(org.set("other", "ada", "owner", ada)).resolves.toEqual({
      org: { name: "other", size: 1 },
      user: "ada",
      role: "owner",
    });
    await expect(org.set("@other", "@eve", "admin", ada)).resolves.toMatchObject({ user: "eve", role: "admin" });
    await expect(org.ls("other", ada)).resolves.toEqual({ ada: "owner", eve: "admin" });
    await expect(org.rm("other", "eve", ada)).resolves.toBe(null);
    await expect(org.ls("other", ada)).resolves.toEqual({ ada: "owner" });
    await expect(org.set("other", "eve", "owner", eve)).rejects.toMatchObject({ code: "E403" });
  });

  test("`libnpmsearch` finds packages by text and by qualifiers, with the fields that npm prints", async () => {
    await publishAs(ada, "@acme/needle", "1.0.0", { keywords: ["sewing"], license: "MIT" });

    const [first] = await search("needle", ada);
    const detailed = await search(["keywords:sewing"], { ...ada, detailed: true, limit: 1, sortBy: "quality" });

    expect(first).toMatchObject({
      name: "@acme/needle",
      version: "1.0.0",
      description: "Made by a library",
      keywords: ["sewing"],
      date: expect.any(Date),
      publisher: { username: "ada" },
      maintainers: [{ username: "ada" }],
    });
    expect([...detailed]).toMatchObject([{ package: { name: "@acme/needle" }, score: { final: expect.any(Number) } }]);
    expect([...(await search("zzz-not-there", ada))]).toEqual([]);
  });

  test("`npm-profile` logs in both ways, and shows and changes a profile", async () => {
    const options = { registry: `${registry.url}/` };
    const byPassword = await profile.loginCouch("eve", password, options);
    const byBrowser = await profile.loginWeb(async (page) => {
      await fetch(page, {
        method: "POST",
        body: new URLSearchParams({ name: "eve", password }),
        headers: { accept: "text/html", origin: new URL(page).origin },
      });
    }, options);

    for (const { token } of [byPassword, byBrowser]) {
      await expect(profile.get({ ...options, forceAuth: { token } })).resolves.toMatchObject({ name: "eve" });
    }
    await expect(profile.loginCouch("eve", "a guess", options)).rejects.toMatchObject({ statusCode: 401 });
    await expect(profile.loginCouch("nobody", "a guess", options)).rejects.toMatchObject({ statusCode: 403 });
    await profile.set({ email: "eve@packages.example" }, eve);
    await expect(profile.get(eve)).resolves.toMatchObject({ name: "eve", email: "eve@packages.example", tfa: false });
  });

  test("`npm-profile` makes, lists and ends tokens", async () => {
    const made = await profile.createToken(password, true, ["127.0.0.0/8"], eve);
    const listed = await profile.listTokens(eve);

    expect(listed.find(({ key }) => key === made.key)).toMatchObject({ readonly: true });
    expect(listed.map(({ token }) => token)).not.toContain(made.token);
    await expect(profile.get({ ...eve, forceAuth: { token: made.token } })).resolves.toMatchObject({ name: "eve" });
    await expect(profile.removeToken(made.key, eve)).resolves.toBe(null);
    await expect(profile.get({ ...eve, forceAuth: { token: made.token } })).rejects.toMatchObject({ code: "E401" });
  });
});

async function publishAs(options: Options, name: string, version: string, more: object = {}): Promise<void> {
  const manifest = { name, version, description: "Made by a library", ...more };
  const archive = await packTarball([{ path: "package.json", content: JSON.stringify(manifest) }]);
  await publish(manifest, Buffer.from(archive), options);
}
