// SPEC.md §9, configuration and hooks. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import type { PackageOnDisk } from "./testing/host-on-disk.ts";
import { startLaidHost } from "./testing/running-hosts.ts";

test.each([
  ["in its variables", { env: { KEY: "${AWS_SECRET_ACCESS_KEY}" } }, {}],
  ["by a setting", { config: { schema: { properties: { a: { "x-env": "AWS_SECRET_ACCESS_KEY" } } } } }, {}],
  [
    "by a setting that another part describes",
    {
      config: {
        schema: { $ref: "#/$defs/a", $defs: { a: { properties: { a: { "x-env": "AWS_SECRET_ACCESS_KEY" } } } } },
      },
    },
    {},
  ],
  [
    "as a credential",
    {},
    {
      "domains/a/domain.yaml": "name: a\ncredentials:\n  - { name: AWS_SECRET_ACCESS_KEY, required: false }\n",
    },
  ],
])(
  "[G8] a sandboxed package gets no variable of the host that it names %s before its operator agrees",
  async (_how, larder, files) => {
    const actors = { "actors/peek.js": "export const all = (_, { env, config }) => ({ env, config });" };
    const peek: PackageOnDisk = { name: "@home/peek", mode: "sandboxed", larder, files: { ...actors, ...files } };
    const environment = { AWS_SECRET_ACCESS_KEY: "of the host" };
    const grants = [{ resource: "env:AWS_SECRET_ACCESS_KEY", actions: ["read"] }];

    await using unasked = await startLaidHost([peek], { environment });
    await using agreed = await startLaidHost([{ ...peek, grants }], { environment });

    expect(unasked.status().packages[0]).toMatchObject({
      actual: "failed",
      reason: "`@home/peek` asks to read `env:AWS_SECRET_ACCESS_KEY`, which you did not agree to",
    });
    expect(JSON.stringify(await agreed.call("home/peek/actors/peek/all", {}))).toContain("of the host");
  },
);
