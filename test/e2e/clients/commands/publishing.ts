import { expect } from "vitest";

import { clientNames } from "../../../support/npm-clients.ts";
import { by, npms, pnpms, type Proof, type Row } from "../row.ts";
import type { Stage } from "../stage.ts";

/** npm's sentence about a version that is taken: release tools look for it. */
const taken = /cannot publish over the previously published versions?/i;

/** How each package manager publishes the package in its directory. */
export function publishArguments(stage: Stage, ...more: readonly string[]): readonly string[] {
  switch (stage.client.kind) {
    case "pnpm":
      return ["publish", "--no-git-checks", ...more];
    case "yarn":
      return ["npm", "publish", ...more];
    case "yarn-1":
      return ["publish", "--non-interactive", "--no-git-tag-version", ...more];
    default:
      return ["publish", ...more];
  }
}

/** Writes a package whose only module exports its version, for Yarn with the lockfile that makes it a project. */
function writePackage(stage: Stage, name: string, version: string, more: object = {}): Promise<string> {
  return stage.write(`${name.replace("/", "-")}-${version}`, {
    "package.json": { name, version, main: "index.js", ...more },
    "index.js": `module.exports = ${JSON.stringify(version)};\n`,
    ...(stage.client.kind === "yarn" ? { "yarn.lock": "" } : {}),
  });
}

/** Writes a package and publishes it with the package manager. */
async function publishPackage(stage: Stage, name: string, version: string, more: object = {}): Promise<string> {
  const directory = await writePackage(stage, name, version, more);
  if (stage.client.kind === "yarn") await stage.run(["install"], directory);
  return stage.run(publishArguments(stage), directory);
}

const publishesPlain: Proof = async (stage) => {
  await publishPackage(stage, "plain-first", "1.0.0", { description: "Has no scope" });

  expect(await stage.packument("plain-first")).toMatchObject({
    "dist-tags": { latest: "1.0.0" },
    versions: { "1.0.0": { description: "Has no scope" } },
    maintainers: [{ name: "ada" }],
  });
};

const publishesScoped: Proof = async (stage) => {
  await publishPackage(stage, "@acme/scoped", "1.0.0");
  await publishPackage(stage, "@acme/scoped", "1.1.0");

  const packument = await stage.packument("@acme/scoped");
  expect([packument?.["dist-tags"], Object.keys(packument?.versions ?? {})]).toEqual([
    { latest: "1.1.0" },
    ["1.0.0", "1.1.0"],
  ]);
};

const publishesTagged: Proof = async (stage) => {
  await stage.publish("@acme/tagged", "1.0.0");
  const directory = await writePackage(stage, "@acme/tagged", "2.0.0-rc.1");
  if (stage.client.kind === "yarn") await stage.run(["install"], directory);
  await stage.run(publishArguments(stage, "--tag", "next"), directory);

  expect((await stage.packument("@acme/tagged"))?.["dist-tags"]).toEqual({ latest: "1.0.0", next: "2.0.0-rc.1" });
};

const isRefusedWhatIsTaken: Proof = async (stage) => {
  await stage.publish("@acme/taken", "1.0.0");
  const directory = await writePackage(stage, "@acme/taken", "1.0.0", { description: "Other bytes" });
  if (stage.client.kind === "yarn") await stage.run(["install"], directory);

  expect(await stage.refused(publishArguments(stage), directory)).toMatch(taken);
  expect((await stage.packument("@acme/taken"))?.versions["1.0.0"]?.description).toBe("Noise to publish");
};

/** What `eve` may not publish: it is no package of the organisation that she is in. */
const isRefusedAsStranger: Proof = async (stage) => {
  await stage.publish("@other/not-yours", "1.0.0");
  const directory = await writePackage(stage, "@other/not-yours", "1.1.0");
  const eve = await stage.another("eve", await stage.tokenOfEve());
  if (stage.client.kind === "yarn") await stage.run(["install"], directory);

  const { code, stdout, stderr } = await eve.run(publishArguments(stage), directory);

  expect(code).not.toBe(0);
  expect(stdout + stderr).toMatch(/You are not a maintainer of|403/);
  expect(Object.keys((await stage.packument("@other/not-yours"))?.versions ?? {})).toEqual(["1.0.0"]);
};

/** A workspace of two packages, of which one needs the other. */
function writeWorkspace(stage: Stage, scope: string, range: string): Promise<string> {
  return stage.write(scope, {
    "package.json": { name: scope, version: "1.0.0", private: true, workspaces: ["packages/*"] },
    "pnpm-workspace.yaml": "packages: [packages/*]\n",
    "yarn.lock": "",
    "packages/core/package.json": { name: `@acme/${scope}-core`, version: "1.0.0" },
    "packages/chat/package.json": {
      name: `@acme/${scope}-chat`,
      version: "1.0.0",
      dependencies: { [`@acme/${scope}-core`]: range },
    },
  });
}

function publishesWorkspace(range: string, ...args: readonly string[]): Proof {
  return async (stage) => {
    const scope = `workspace${args.includes("--batch") ? "-batch" : ""}`;
    const directory = await writeWorkspace(stage, scope, range);
    // They read the versions of the workspace's packages from what is installed.
    if (stage.client.kind === "yarn" || stage.client.name === "pnpm-10") await stage.run(["install"], directory);
    await stage.run(args, directory);

    const chat = await stage.packument(`@acme/${scope}-chat`);
    expect(chat?.versions["1.0.0"]).toMatchObject({ dependencies: { [`@acme/${scope}-core`]: "^1.0.0" } });
    expect(await stage.packument(`@acme/${scope}-core`)).toBeDefined();
  };
}

/** What is published, one package or many. */
export const publishing: readonly Row[] = [
  { command: "publish", requests: "`PUT /:name`", by: by(clientNames, publishesPlain) },
  {
    command: "publish a scoped package",
    requests: "`PUT /@scope%2fname`",
    isShort: true,
    by: by(clientNames, publishesScoped),
  },
  { command: "publish with a tag", requests: "`PUT /:name`", by: by(clientNames, publishesTagged) },
  {
    command: "publish again: refused",
    requests: "403, npm's sentence",
    isShort: true,
    by: by(clientNames, isRefusedWhatIsTaken),
  },
  { command: "publish as a stranger: refused", requests: "403", by: by(clientNames, isRefusedAsStranger) },
  {
    command: "publish a workspace",
    requests: "`PUT /:name` for each",
    by: {
      ...by(npms, publishesWorkspace("^1.0.0", "publish", "--workspaces")),
      ...by(pnpms, publishesWorkspace("workspace:^", "publish", "-r", "--no-git-checks")),
      yarn: publishesWorkspace("workspace:^", "workspaces", "foreach", "-A", "--no-private", "npm", "publish"),
    },
  },
  {
    command: "publish a workspace in one request",
    requests: "`PUT /-/pnpr/v0/publish`",
    by: by(["pnpm", "pnpm-11"], publishesWorkspace("workspace:^", "publish", "-r", "--batch", "--no-git-checks")),
  },
];
