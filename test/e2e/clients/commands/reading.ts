import { rm } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "vitest";

import { clientNames } from "../../../support/npm-clients.ts";
import { by, npms, pnpms, type Proof, type Row } from "../row.ts";
import type { Stage } from "../stage.ts";

function viewArguments(stage: Stage, spec: string, ...fields: readonly string[]): readonly string[] {
  switch (stage.client.kind) {
    case "yarn":
      return ["npm", "info", spec, "--json", ...fields.flatMap((field) => ["--fields", field])];
    case "yarn-1":
    case "bun":
      return ["info", spec, ...fields, "--json"];
    default:
      return ["view", spec, ...fields, "--json"];
  }
}

const views: Proof = async (stage) => {
  await stage.publish("@acme/viewed", "1.0.0");
  await stage.publish("@acme/viewed", "1.1.0", { description: "Seen by all" });

  expect(await stage.run(viewArguments(stage, "@acme/viewed"))).toMatch(/Seen by all/);
  expect(await stage.run(viewArguments(stage, "@acme/viewed", "versions"))).toMatch(/1\.0\.0[^]*1\.1\.0/);
  expect(await stage.run(viewArguments(stage, "@acme/viewed@1.0.0", "description"))).toMatch(/Noise to publish/);
};

const viewsNothing: Proof = async (stage) => {
  const { code, stdout, stderr } = await stage.client.run(
    viewArguments(stage, "@acme/nobody-has-this"),
    stage.client.home,
  );

  // Yarn 1 reports the failure, and ends with 0 all the same.
  if (stage.client.kind === "yarn-1") expect(stdout + stderr).toMatch(/error|^$/i);
  else expect(code, `${stdout}${stderr}`).not.toBe(0);
};

const searches: Proof = async (stage) => {
  await stage.publish("@acme/needle", "1.0.0", { description: "Sharp and small", keywords: ["sewing"] });

  expect(await stage.run(["search", "needle"])).toContain("@acme/needle");
  expect(await stage.run(["search", "keywords:sewing", "--json"])).toContain("@acme/needle");
  expect(await stage.run(["search", "zzz-not-there", "--json"])).not.toContain("@acme/");
};

const packs: Proof = async (stage) => {
  await stage.publish("@acme/packed", "1.0.0");
  const directory = await stage.write("packed", { "package.json": { name: "packing", version: "1.0.0" } });
  const printed = await stage.run(["pack", "@acme/packed@1.0.0"], directory);

  expect(printed).toContain("acme-packed-1.0.0.tgz");
  await rm(join(directory, "acme-packed-1.0.0.tgz"));
};

/** What one looks at before one installs. */
export const reading: readonly Row[] = [
  { command: "view", requests: "`GET /:name`, `GET /:name/:version`", isShort: true, by: by(clientNames, views) },
  { command: "view what is not there", requests: "404", by: by(clientNames, viewsNothing) },
  { command: "search", requests: "`GET /-/v1/search`", by: by([...npms, ...pnpms], searches) },
  { command: "pack a published version", requests: "`GET /:name/-/:file`", by: by(npms, packs) },
];
