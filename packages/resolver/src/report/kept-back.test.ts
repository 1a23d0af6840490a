import type { PackageName } from "@larder/package-spec";
import { expect, test } from "vitest";

import { resolve } from "../resolve.ts";
import { ARegistry, aRequest, type Universe } from "../testing/a-registry.ts";
import { formatConflict } from "./format-conflict.ts";

const young = { cause: "age", reason: "it is not 3 days old yet", until: "2026-11-24T00:00:00.000Z" } as const;

/** Says why `wants` cannot be met by a registry that keeps versions of `@a/b` back. */
async function sentencesOf(universe: Universe, hidden: object, wants: { [alias: string]: string }): Promise<string> {
  const registry = new ARegistry(universe);
  const name = "@a/b" as PackageName;
  const document = registry.documents.get(name);
  if (document === undefined) throw new Error("There is no @a/b");
  registry.documents.set(name, { ...document, larder: { hidden: hidden as never } });
  const outcome = await resolve(aRequest(wants), registry);
  if (outcome.outcome === "solved") throw new Error("It was solved");
  return formatConflict(outcome.conflict).sentences.join(" ");
}

test("[RS3] a want that only a version meets that is kept back says so, and why", async () => {
  const universe = { "@a/b": { "1.0.0": { larder: {} } } };
  const hidden = { "2.0.0": young, "3.0.0": young };

  expect(await sentencesOf(universe, hidden, { "@a/b": "^2.0.0" })).toContain(
    "`@a/b` 2.0.0 is not served by the registry (it is not 3 days old yet; it will be from 2026-11-24 00:00 UTC on)",
  );
  expect(await sentencesOf(universe, hidden, { "@a/b": "^4.0.0" })).not.toContain("not served");
});

test("[RL9] so does a library, below whatever wants it", async () => {
  const universe = { "@a/b": { "1.0.0": {} }, app: { "1.0.0": { dependencies: { "@a/b": ">=2" } } } };
  const versions = ["2.0.0", "2.1.0", "2.2.0", "2.3.0", "2.4.0", "no version"];
  const hidden = Object.fromEntries(versions.map((version) => [version, { reason: "it is\u001b blocked" }]));

  expect(await sentencesOf(universe, hidden, { app: "^1.0.0" })).toContain(
    "has no version in this range that can be had: 2.4.0 (like 4 others) is not served by the registry (it is  blocked)",
  );
});

test("[RS3] what a foreign registry says in another form is passed over", async () => {
  const universe = { "@a/b": { "1.0.0": { larder: {} } } };

  for (const hidden of ["no", ["2.0.0"], { "2.0.0": null }]) {
    expect(await sentencesOf(universe, hidden as object, { "@a/b": "^2.0.0" })).toContain(
      Array.isArray(hidden) || typeof hidden === "string"
        ? "the newest is 1.0.0"
        : "2.0.0 is not served by the registry (it does not say why)",
    );
  }
});
