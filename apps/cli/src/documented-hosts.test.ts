import { readFile } from "node:fs/promises";

import { findResolvePolicy, parseHostManifest } from "@larder/host-directory";
import { expect, test } from "vitest";

import { commandTable } from "./command-table.ts";

const page = await readFile(new URL("../../../docs/operating/hosts.md", import.meta.url), "utf8");

test("the `larder.yaml` of the page about hosts can be used as it stands", () => {
  const blocks = [...page.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text]) => text ?? "");

  const { wants, policy, overrides } = parseHostManifest(blocks.join(""));

  expect(wants).toHaveLength(7);
  expect(overrides).toMatchObject({ "chat>view": "^3", "ui>**>view": "^3.1.0" });
  expect(findResolvePolicy(policy)).toMatchObject({ minimumAgeMs: 259_200_000, node: "26.0.0" });
});

test("every command of the page about hosts exists", () => {
  const names = new Set(commandTable.map(({ name }) => name));
  const used = [...page.matchAll(/larder ((?:host |store )?[a-z]+)/g)].map(([, name]) => name ?? "");

  expect([...new Set(used)].filter((name) => !names.has(name))).toEqual([]);
});
