import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { collectOutput, type Finished, larderData } from "../support/larder-process.ts";
import { type NpmClient, npmClient } from "../support/npm-clients.ts";
import { onEachEngine } from "../support/on-each-engine.ts";
import { type ServedRegistry, serveRegistry } from "../support/served-registry.ts";

const password = "eve has a password";

onEachEngine((engine) => {
  let registry: ServedRegistry;
  let eve: NpmClient;

  beforeAll(async () => {
    registry = await serveRegistry(engine);
    await larderData(["user", "add", "eve", ...registry.place], { input: `${password}\n` });
    const made = await larderData(["token", "create", "--user", "eve", "--scope", "read,publish", ...registry.place]);
    eve = await npmClient("npm", join(registry.directory, "eve"), registry.url, tokenOf(made));
  });

  afterAll(() => registry[Symbol.asyncDispose]());

  test("`npm login` opens a page, and leaves a token that works once somebody has logged in there", async () => {
    const home = join(registry.directory, "web-npm");
    const client = await npmClient("npm", home, registry.url);

    const { code } = await logInOnPage(client);
    const whoami = await client.run(["whoami"], home);
    const loggedOut = await client.run(["logout"], home);
    const after = await client.run(["whoami"], home);

    expect([code, whoami.stdout, loggedOut.code, after.code]).toEqual([0, "eve\n", 0, 1]);
  });

  test("`npm token` makes, lists and revokes a token, and its limits hold", async () => {
    const home = join(registry.directory, "limited");
    const limits = ["--name=ci", "--packages=left-pad", "--packages-and-scopes-permission=read-write", "--expires=7"];

    const made = await eve.run(["token", "create", `--password=${password}`, ...limits, "--json"], registry.directory);
    const { token } = JSON.parse(made.stdout) as { token: string };
    const listed = JSON.parse((await eve.run(["token", "list", "--json"], registry.directory)).stdout) as Listed[];
    const limited = await npmClient("npm", home, registry.url, token);
    const tokensOfLimited = await limited.run(["token", "list"], home);
    const key = listed.find(({ name }) => name === "ci")?.key ?? "";
    const revoked = await eve.run(["token", "revoke", key.slice(0, 12)], registry.directory);
    const after = await limited.run(["whoami"], home);

    expect(listed).toMatchObject([{ name: "ci", readonly: false, packages: ["left-pad"] }, { name: "command line" }]);
    expect(tokensOfLimited.stderr).toContain("A token that is for some packages only cannot list your tokens");
    expect([revoked.stdout, after.code]).toEqual(["Removed 1 token\n", 1]);
  });

  test("`npm token create --cidr` makes a token that is refused from another address", async () => {
    const home = registry.directory;
    const create = ["token", "create", `--password=${password}`, "--json"];
    const tokenFor = async (cidr: string): Promise<string> => {
      const { stdout } = await eve.run([...create, `--cidr=${cidr}`], registry.directory);
      return tokenOf(JSON.parse(stdout));
    };

    const here = await npmClient("npm", join(home, "here"), registry.url, await tokenFor("127.0.0.0/8"));
    const elsewhere = await npmClient("npm", join(home, "elsewhere"), registry.url, await tokenFor("192.0.2.0/24"));

    expect((await here.run(["whoami"], home)).stdout).toBe("eve\n");
    expect((await elsewhere.run(["whoami"], home)).stderr).toContain("cannot be used from the address `127.0.0.1`");
  });

  test("`npm profile` shows and changes the address", async () => {
    const set = await eve.run(["profile", "set", "email", "eve@example.com"], registry.directory);
    const got = await eve.run(["profile", "get", "email"], registry.directory);

    expect([set.stdout, got.stdout]).toEqual(["Set email to eve@example.com\n", "eve@example.com(unverified)\n"]);
  });
});

type Listed = { readonly key: string; readonly name: string };

/** Runs `npm login`, and logs `eve` in on the page that it names, as a browser does. */
async function logInOnPage(client: NpmClient): Promise<Finished> {
  const child = client.start(["login"]);
  const ended = collectOutput(child);
  const page = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk) => {
      text += String(chunk);
      const url = /http:\S+\/-\/v1\/login\/[\w-]+/.exec(text)?.[0];
      if (url !== undefined) resolve(url);
    });
    child.once("close", () => reject(new Error(`${client.name} login ended before it named a page: ${text}`)));
  });
  const form = await (await fetch(page, { headers: { accept: "text/html" } })).text();
  if (!form.includes('<form method="post">')) throw new Error(`There is no form on the page: ${form}`);
  await fetch(page, {
    method: "POST",
    body: new URLSearchParams({ name: "eve", password }),
    headers: { accept: "text/html", origin: new URL(page).origin },
  });
  return ended;
}

function tokenOf(data: unknown): string {
  if (typeof data === "object" && data !== null && "token" in data) return String(data.token);
  throw new Error(`No token in ${JSON.stringify(data)}`);
}
