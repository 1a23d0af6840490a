import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type Finished, larderData } from "../support/larder-process.ts";
import { type NpmClient, npmClient } from "../support/npm-clients.ts";
import { onEachEngine } from "../support/on-each-engine.ts";
import { type ServedRegistry, serveRegistry } from "../support/served-registry.ts";

const configuration = `
rules:
  - packages: "@kept/*"
    origin: hosted
  - packages: "**"
    origin: hosted
    unpublish: 72h
`;

/** What `npm view --json` shows of a package. */
type Shown = {
  readonly versions: string | readonly string[];
  readonly "dist-tags": { readonly latest: string };
  readonly maintainers: readonly { readonly name: string; readonly email: string }[];
  readonly deprecated?: string;
};

onEachEngine((engine) => {
  let settings: string;
  let registry: ServedRegistry;
  let clients: { readonly npm: NpmClient; readonly pnpm: NpmClient };

  beforeAll(async () => {
    settings = await mkdtemp(join(tmpdir(), "larder-settings-"));
    await writeFile(join(settings, "registry.yaml"), configuration);
    registry = await serveRegistry(engine, ["--config", join(settings, "registry.yaml")]);
    await larderData(["user", "add", "eve", ...registry.place], { input: "eve has a password\n" });
    const { directory, url, token } = registry;
    clients = {
      npm: await npmClient("npm", join(directory, "npm"), url, token),
      pnpm: await npmClient("pnpm", join(directory, "pnpm"), url, token),
    };
  });

  afterAll(async () => {
    await registry[Symbol.asyncDispose]();
    await rm(settings, { recursive: true, force: true });
  });

  async function publish(name: string, version: string): Promise<Finished> {
    const directory = join(registry.directory, "packages", `${name.replace("/", "-")}-${version}`);
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, "package.json"), JSON.stringify({ name, version }));
    return clients.npm.run(["publish"], directory);
  }

  const run = (client: "npm" | "pnpm", ...args: readonly string[]): Promise<Finished> =>
    clients[client].run(args, registry.directory);

  async function view(spec: string): Promise<Shown> {
    const { stdout, stderr } = await run("npm", "view", spec, "--json");
    expect(stdout, `npm view ${spec}: ${stderr}`).not.toBe("");
    return ([JSON.parse(stdout)] as (Shown | Shown[])[]).flat()[0] as Shown;
  }

  test.each(["npm", "pnpm"] as const)(
    "`%s deprecate` warns of a version, and `undeprecate` takes it back",
    async (client) => {
      const name = `@acme/warned-by-${client}`;
      for (const version of ["1.0.0", "1.1.0"]) await publish(name, version);

      const set = await run(client, "deprecate", `${name}@1.0.0`, "use 1.1.0");
      const warned = [(await view(`${name}@1.0.0`)).deprecated, (await view(`${name}@1.1.0`)).deprecated];
      const takenBack = await run(client, "undeprecate", `${name}@1.0.0`);

      expect([set.code, takenBack.code], `${set.stderr}${takenBack.stderr}`).toEqual([0, 0]);
      expect(warned).toEqual(["use 1.1.0", undefined]);
      expect((await view(`${name}@1.0.0`)).deprecated).toBe(undefined);
    },
  );

  test.each(["npm", "pnpm"] as const)(
    "`%s unpublish` takes back a version, then the package, and no number is published again",
    async (client) => {
      const name = `@acme/taken-back-by-${client}`;
      for (const version of ["1.0.0", "1.1.0", "1.2.0"]) await publish(name, version);

      const one = await run(client, "unpublish", `${name}@1.2.0`);
      const left = await view(name);
      const archive = await fetch(`${registry.url}/${name}/-/${name.split("/")[1]}-1.2.0.tgz`);
      const all = await run(client, "unpublish", name, "--force");
      const gone = await run("npm", "view", name);
      const again = await publish(name, "1.2.0");
      const next = await publish(name, "1.3.0");

      expect([one.code, all.code, next.code], `${one.stderr}${all.stderr}${next.stderr}`).toEqual([0, 0, 0]);
      expect(left).toMatchObject({ versions: ["1.0.0", "1.1.0"], "dist-tags": { latest: "1.1.0" } });
      expect(archive.status).toBe(404);
      expect(gone.stderr).toContain(`Package \`${name}\` does not exist`);
      expect(again.stderr).toContain("You cannot publish over the previously published versions: 1.2.0.");
      expect((await view(name)).versions).toContain("1.3.0");
    },
  );

  test.each(["npm", "pnpm"] as const)("`%s unpublish` is refused by default, with the next step", async (client) => {
    const name = `@kept/by-${client}`;
    await publish(name, "1.0.0");

    const { code, stdout, stderr } = await run(client, "unpublish", name, "--force");

    expect(code).toBe(1);
    expect(unfolded(`${stdout}${stderr}`)).toContain("Only an administrator, with a token that has the scope `admin`");
    expect((await view(name)).versions).toContain("1.0.0");
  });

  test("`npm owner` and `pnpm owner` add, list and remove an owner, and keep the last one", async () => {
    const name = "@acme/owned";
    await publish(name, "1.0.0");

    const added = await run("npm", "owner", "add", "eve", name);
    const listed = await run("npm", "owner", "ls", name);
    const removed = await run("npm", "owner", "rm", "eve", name);
    const addedByPnpm = await run("pnpm", "owner", "add", name, "eve");
    const listedByPnpm = await run("pnpm", "owner", "ls", name);
    const removedByPnpm = await run("pnpm", "owner", "rm", name, "eve");
    const last = await run("pnpm", "owner", "rm", name, "ada");

    const codes = [added, listed, removed, addedByPnpm, listedByPnpm, removedByPnpm].map(({ code }) => code);
    expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
    expect(listed.stdout).toBe("ada <>\neve <>\n");
    expect(listedByPnpm.stdout).toBe("ada\neve\n");
    expect(unfolded(`${last.stdout}${last.stderr}`)).toContain(`\`${name}\` would have no maintainer left`);
    expect((await view(name)).maintainers).toEqual([{ name: "ada", email: "" }]);
  });

  test("`npm view` and `pnpm view` show people without an address by their names", async () => {
    await publish("@acme/shown", "1.0.0");

    for (const client of ["npm", "pnpm"] as const) {
      const { stdout } = await run(client, "view", "@acme/shown");
      expect(stdout).toMatch(/published .* by ada\b/);
      expect(stdout).not.toContain("undefined");
    }
  });
});

/** pnpm folds what a registry says into lines with bars. */
function unfolded(output: string): string {
  return output.replaceAll(/\s*\n\s*│?\s*/g, " ");
}
