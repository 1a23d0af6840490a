import { rm } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "vitest";

import { type ClientKind, clientNames } from "../../../support/npm-clients.ts";
import { by, npms, pnpms, type Proof, type Row, yarns } from "../row.ts";
import { type Files, installedFile, installedVersion, type Stage } from "../stage.ts";
import { publishArguments } from "./publishing.ts";

const frozen: { readonly [kind in ClientKind]: readonly string[] } = {
  npm: ["ci"],
  pnpm: ["install", "--frozen-lockfile"],
  yarn: ["install", "--immutable"],
  "yarn-1": ["install", "--frozen-lockfile"],
  bun: ["install", "--frozen-lockfile"],
};

/** Publishes `@acme/<name>-leaf` and `@acme/<name>-root`, which needs it, and writes a project that wants the root. */
async function writeProject(stage: Stage, name: string, range = "^1.0.0"): Promise<string> {
  await stage.publish(`@acme/${name}-leaf`, "1.0.0");
  await stage.publish(`@acme/${name}-root`, "1.0.0", { dependencies: { [`@acme/${name}-leaf`]: "^1.0.0" } });
  return stage.write(name, {
    "package.json": { name, version: "1.0.0", private: true, dependencies: { [`@acme/${name}-root`]: range } },
    ...(stage.client.kind === "yarn" ? { "yarn.lock": "" } : {}),
  });
}

const installs: Proof = async (stage) => {
  const project = await writeProject(stage, "fresh");
  await stage.run(["install"], project);

  expect(await installedVersion(project, "@acme/fresh-root")).toBe("1.0.0");
  expect(await installedFile(project, "@acme/fresh-root/noise.txt")).toHaveLength(268);
};

const adds: Proof = async (stage) => {
  for (const version of ["1.0.0", "1.1.0"]) await stage.publish("@acme/added", version);
  await stage.publish("plain-added", "3.0.0");
  const project = await stage.write("adding", {
    "package.json": { name: "adding", version: "1.0.0", private: true },
    ...(stage.client.kind === "yarn" ? { "yarn.lock": "" } : {}),
  });
  const add = stage.client.kind === "npm" ? "install" : "add";
  await stage.run([add, "@acme/added@1.0.0", "plain-added@latest"], project);

  expect(await installedVersion(project, "@acme/added")).toBe("1.0.0");
  expect(await installedVersion(project, "plain-added")).toBe("3.0.0");
};

const installsWhatIsLocked: Proof = async (stage) => {
  const project = await writeProject(stage, "locked");
  await stage.run(["install"], project);
  await stage.publish("@acme/locked-root", "1.1.0");
  await rm(join(project, "node_modules"), { recursive: true });
  await stage.run(["install"], project);

  expect(await installedVersion(project, "@acme/locked-root")).toBe("1.0.0");
};

const installsFrozen: Proof = async (stage) => {
  const project = await writeProject(stage, "frozen");
  await stage.run(["install"], project);
  await stage.publish("@acme/frozen-root", "1.1.0");
  await rm(join(project, "node_modules"), { recursive: true });
  await stage.run(frozen[stage.client.kind], project);

  expect(await installedVersion(project, "@acme/frozen-root")).toBe("1.0.0");
};

const updates: Proof = async (stage) => {
  const project = await writeProject(stage, "updated");
  await stage.run(["install"], project);
  await stage.publish("@acme/updated-root", "1.1.0");
  const words: { readonly [kind in ClientKind]?: string } = { yarn: "up", "yarn-1": "upgrade" };
  await stage.run([words[stage.client.kind] ?? "update", "@acme/updated-root"], project);

  expect(await installedVersion(project, "@acme/updated-root")).toBe("1.1.0");
};

const showsOutdated: Proof = async (stage) => {
  const project = await writeProject(stage, "outdated");
  await stage.run(["install"], project);
  await stage.publish("@acme/outdated-root", "2.0.0");
  // Most of them end with 1 when something is outdated.
  const { stdout } = await stage.client.run(["outdated"], project);

  expect(stdout).toMatch(/@acme\/outdated-root.*1\.0\.0.*2\.0\.0/);
};

const warnsOfDeprecated: Proof = async (stage) => {
  await stage.publish("@acme/warned", "1.0.0");
  await stage.deprecate("@acme/warned", "use something else");
  const project = await stage.write("warned", {
    "package.json": { name: "warned", version: "1.0.0", private: true, dependencies: { "@acme/warned": "1.0.0" } },
    ...(stage.client.kind === "yarn" ? { "yarn.lock": "" } : {}),
  });

  expect(await stage.run(["install"], project)).toMatch(/use something else|deprecated @acme\/warned@1\.0\.0/);
};

/** Installs what is old enough, and refuses what was published a moment ago. */
function waitsForAge(settings: Files, ...args: readonly string[]): Proof {
  return async (stage) => {
    await stage.publish("@acme/young", "1.0.0");
    const write = (name: string, dependencies: object): Promise<string> =>
      stage.write(name, {
        "package.json": { name, version: "1.0.0", private: true, dependencies },
        ...(stage.client.kind === "yarn" ? { "yarn.lock": "" } : {}),
        ...settings,
      });

    const old = await write("old-enough", { ms: "^2.0.0" });
    await stage.run(["install", ...args], old);
    const young = await stage.refused(["install", ...args], await write("too-young", { "@acme/young": "^1.0.0" }));

    expect(await installedVersion(old, "ms")).toBe("2.0.0");
    expect(young).toContain("@acme/young");
  };
}

function runsProgram(...args: readonly string[]): Proof {
  return async (stage) => {
    const directory = await stage.write("program", {
      "package.json": { name: "@acme/program", version: "1.0.0", bin: { program: "program.js" } },
      "program.js": "#!/usr/bin/env node\nconsole.log(`hello ${process.argv[2]}`);\n",
      ...(stage.client.kind === "yarn" ? { "yarn.lock": "" } : {}),
    });
    if (stage.client.kind === "yarn") await stage.run(["install"], directory);
    await stage.run(publishArguments(stage), directory);

    expect(await stage.run([...args, "@acme/program", "world"])).toMatch("hello world");
  };
}

/** What brings packages to a machine. */
export const installing: readonly Row[] = [
  { command: "install", requests: "`GET /:name`, `GET /:name/-/:file`", isShort: true, by: by(clientNames, installs) },
  { command: "add a version, and a tag", requests: "`GET /:name`", by: by(clientNames, adds) },
  { command: "install what is locked", requests: "`GET /:name/-/:file`", by: by(clientNames, installsWhatIsLocked) },
  {
    command: "install with a frozen lockfile",
    requests: "`GET /:name/-/:file`",
    isShort: true,
    by: by(clientNames, installsFrozen),
  },
  { command: "update", requests: "`GET /:name`", by: by(clientNames, updates) },
  { command: "outdated", requests: "`GET /:name`", by: by([...npms, ...pnpms, "yarn-1", "bun"], showsOutdated) },
  {
    command: "be warned of a deprecated version",
    requests: "`GET /:name`",
    by: by([...npms, ...pnpms, "yarn-1"], warnsOfDeprecated),
  },
  {
    command: "wait for a minimum age",
    requests: "`time` of `GET /:name`",
    by: {
      ...by(["npm", "npm-11"], waitsForAge({}, "--min-release-age=2")),
      ...by(pnpms, waitsForAge({}, "--config.minimumReleaseAge=2880", "--config.minimumReleaseAgeStrict=true")),
      yarn: waitsForAge({ ".yarnrc.yml": "npmMinimalAgeGate: 2d\n" }),
      bun: waitsForAge({ "bunfig.toml": "[install]\nminimumReleaseAge = 172800\n" }),
    },
  },
  {
    command: "run a published program",
    requests: "`GET /:name`",
    by: {
      ...by(npms, runsProgram("exec", "--yes", "--")),
      ...by(pnpms, runsProgram("dlx")),
      ...by(yarns, runsProgram("dlx", "-q")),
      bun: runsProgram("x"),
    },
  },
];
