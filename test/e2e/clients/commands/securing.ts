import { expect, onTestFinished, vi } from "vitest";

import { answerWithoutKeyRepository } from "../../../support/key-repository.ts";
import { by, npms, pnpms, type Proof, type Row, yarns } from "../row.ts";
import type { Stage } from "../stage.ts";

/** A project that has `ms` 1.0.0, which something is known against, and a package of home. */
async function installAudited(stage: Stage, name: string): Promise<string> {
  await stage.publish("@acme/audited", "1.0.0").catch(() => undefined);
  const project = await stage.write(name, {
    "package.json": {
      name,
      version: "1.0.0",
      private: true,
      dependencies: { "@acme/audited": "1.0.0", ms: "1.0.0" },
    },
    ...(stage.client.kind === "yarn" ? { "yarn.lock": "" } : {}),
  });
  await stage.run(["install"], project);
  return project;
}

function audits(...args: readonly string[]): Proof {
  return async (stage) => {
    const project = await installAudited(stage, "audited");
    const before = stage.advisories.questions.length;
    const { stdout, stderr } = await stage.client.run(args, project);

    expect(stdout + stderr).toContain("It breaks on long texts");
    expect(stage.advisories.questions.slice(before)).toEqual([{ ms: ["1.0.0"] }]);
  };
}

const auditsSignatures: Proof = async (stage) => {
  const project = await stage.write("signed", {
    "package.json": { name: "signed", version: "1.0.0", private: true, dependencies: { "@acme/signed": "1.0.0" } },
  });
  await stage.publish("@acme/signed", "1.0.0");
  await stage.run(["install"], project);
  vi.stubEnv("NODE_OPTIONS", await answerWithoutKeyRepository(project));
  onTestFinished(() => void vi.unstubAllEnvs());

  expect(await stage.run(["audit", "signatures"], project)).toMatch(/1 package has a verified registry signature/);
};

/** What is known against packages, and what vouches for them. */
export const securing: readonly Row[] = [
  {
    command: "audit",
    requests: "`POST /-/npm/v1/security/advisories/bulk`",
    isShort: true,
    by: {
      ...by([...npms, ...pnpms], audits("audit")),
      ...by(yarns, audits("npm", "audit", "--recursive")),
      bun: audits("audit"),
    },
    cannot: { "yarn-1": "It asks the registry of its makers, whatever registry is configured." },
  },
  {
    command: "audit signatures",
    requests: "`GET /-/npm/v1/keys`",
    by: by([...npms, "pnpm", "pnpm-11"], auditsSignatures),
  },
];
