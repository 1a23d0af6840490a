import { expect } from "vitest";

import { by, npms, pnpms, type Proof, type Row, yarns } from "../row.ts";
import type { Stage } from "../stage.ts";

/** The dist-tag command of a package manager: its words for adding, listing and removing. */
type TagCommands = {
  readonly add: readonly string[];
  readonly list: readonly string[];
  readonly remove: readonly string[];
};

const distTag: TagCommands = { add: ["dist-tag", "add"], list: ["dist-tag", "ls"], remove: ["dist-tag", "rm"] };
const npmTag: TagCommands = {
  add: ["npm", "tag", "add"],
  list: ["npm", "tag", "list"],
  remove: ["npm", "tag", "remove"],
};
const tag: TagCommands = { add: ["tag", "add"], list: ["tag", "list"], remove: ["tag", "remove"] };

async function publishTwo(stage: Stage, name: string): Promise<void> {
  for (const version of ["1.0.0", "1.1.0"]) await stage.publish(name, version);
}

const adds =
  (commands: TagCommands): Proof =>
  async (stage) => {
    await publishTwo(stage, "@acme/tag-added");
    await stage.run([...commands.add, "@acme/tag-added@1.0.0", "stable"]);

    expect((await stage.packument("@acme/tag-added"))?.["dist-tags"]).toEqual({ latest: "1.1.0", stable: "1.0.0" });
  };

const lists =
  (commands: TagCommands): Proof =>
  async (stage) => {
    await stage.publish("@acme/tag-listed", "1.0.0");

    expect(await stage.run([...commands.list, "@acme/tag-listed"])).toMatch(/latest.*1\.0\.0/);
  };

const removes =
  (commands: TagCommands): Proof =>
  async (stage) => {
    await stage.publish("@acme/tag-removed", "1.0.0");
    await stage.publish("@acme/tag-removed", "2.0.0", { tag: "next" });
    await stage.run([...commands.remove, "@acme/tag-removed", "next"]);

    expect((await stage.packument("@acme/tag-removed"))?.["dist-tags"]).toEqual({ latest: "1.0.0" });
  };

const deprecates: Proof = async (stage) => {
  await publishTwo(stage, "@acme/deprecated");
  await stage.run(["deprecate", "@acme/deprecated@1.0.0", "use 1.1.0"]);

  const packument = await stage.packument("@acme/deprecated");
  expect([packument?.versions["1.0.0"]?.deprecated, packument?.versions["1.1.0"]?.deprecated]).toEqual([
    "use 1.1.0",
    undefined,
  ]);
};

const undeprecates: Proof = async (stage) => {
  await publishTwo(stage, "@acme/undeprecated");
  await stage.deprecate("@acme/undeprecated", "a mistake");
  await stage.run(["undeprecate", "@acme/undeprecated@1.0.0"]);

  const packument = await stage.packument("@acme/undeprecated");
  expect([packument?.versions["1.0.0"]?.deprecated, packument?.versions["1.1.0"]?.deprecated]).toEqual([
    undefined,
    "a mistake",
  ]);
};

const unpublishesVersion: Proof = async (stage) => {
  await publishTwo(stage, "@acme/taken-back");
  await stage.run(["unpublish", "@acme/taken-back@1.1.0"]);

  expect(await stage.packument("@acme/taken-back")).toMatchObject({ "dist-tags": { latest: "1.0.0" } });
  expect(Object.keys((await stage.packument("@acme/taken-back"))?.versions ?? {})).toEqual(["1.0.0"]);
};

const unpublishesPackage: Proof = async (stage) => {
  await publishTwo(stage, "@acme/all-taken-back");
  await stage.run(["unpublish", "@acme/all-taken-back", "--force"]);

  expect(await stage.packument("@acme/all-taken-back")).toBeUndefined();
};

/** The owner command: npm names the user first, pnpm the package, unless it leaves the command to npm. */
function ownerArguments(stage: Stage, verb: "add" | "rm", name: string): readonly string[] {
  const isOfNpm = stage.client.kind === "npm" || stage.client.name === "pnpm-10";
  return isOfNpm ? ["owner", verb, "eve", name] : ["owner", verb, name, "eve"];
}

async function maintainers(stage: Stage, name: string): Promise<readonly string[]> {
  const packument = await stage.packument(name);
  return (packument?.maintainers ?? []).map((maintainer) => maintainer.name);
}

const ownsTogether: Proof = async (stage) => {
  const name = "@acme/owned";
  await stage.publish(name, "1.0.0");
  await stage.run(ownerArguments(stage, "add", name));

  expect(await maintainers(stage, name)).toEqual(["ada", "eve"]);
  await stage.run(ownerArguments(stage, "rm", name));
  expect(await maintainers(stage, name)).toEqual(["ada"]);
};

const listsOwners: Proof = async (stage) => {
  await stage.publish("@acme/owners", "1.0.0");

  expect(await stage.run(["owner", stage.client.kind === "yarn-1" ? "list" : "ls", "@acme/owners"])).toContain("ada");
};

/** What happens to packages after they were published. */
export const changing: readonly Row[] = [
  {
    command: "dist-tag add",
    requests: "`PUT /-/package/:name/dist-tags/:tag`",
    isShort: true,
    by: { ...by([...npms, ...pnpms], adds(distTag)), ...by(yarns, adds(npmTag)), "yarn-1": adds(tag) },
  },
  {
    command: "dist-tag ls",
    requests: "`GET /-/package/:name/dist-tags`",
    by: { ...by([...npms, ...pnpms], lists(distTag)), ...by(yarns, lists(npmTag)), "yarn-1": lists(tag) },
  },
  {
    command: "dist-tag rm",
    requests: "`DELETE /-/package/:name/dist-tags/:tag`",
    by: { ...by([...npms, ...pnpms], removes(distTag)), ...by(yarns, removes(npmTag)), "yarn-1": removes(tag) },
  },
  { command: "deprecate", requests: "`PUT /:name`", by: by([...npms, ...pnpms], deprecates) },
  { command: "undeprecate", requests: "`PUT /:name`", by: by(["npm", "npm-11", "pnpm", "pnpm-11"], undeprecates) },
  {
    command: "unpublish a version",
    requests: "`PUT /:name/-rev/:rev`, `DELETE /:name/-/:file/-rev/:rev`",
    by: by([...npms, ...pnpms], unpublishesVersion),
  },
  {
    command: "unpublish a package",
    requests: "`DELETE /:name/-rev/:rev`",
    by: by([...npms, ...pnpms], unpublishesPackage),
  },
  {
    command: "owner add, owner rm",
    requests: "`PUT /:name/-rev/:rev`, `PUT /-/package/:name/owners`",
    by: by([...npms, ...pnpms], ownsTogether),
    cannot: { "yarn-1": "It sends no revision with a change, and misspells the names of scoped packages." },
  },
  {
    command: "owner ls",
    requests: "`GET /:name`, `GET /-/package/:name/owners`",
    by: by([...npms, ...pnpms, "yarn-1"], listsOwners),
  },
];
