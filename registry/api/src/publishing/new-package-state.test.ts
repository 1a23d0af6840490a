// SPEC.md §2, publishing. Rule ids in titles refer to it.
import { parsePackageName } from "@larder/package-spec";
import { findDocument, findPackageSummary, getPackage } from "@larder/registry-database";
import { expect, test } from "vitest";

import { aPackage, TestRegistry } from "../testing/index.ts";
import { readPackageState, storeDocuments } from "./store-documents.ts";

const name = parsePackageName("@acme/chat");

test("[P1] the first publish of a package renders what reading all of it back would render", async () => {
  const { ada, world } = await TestRegistry.withUsers("ada");
  const pkg = aPackage(name)
    .tag("next")
    .with({ description: "talks", keywords: ["z", "a"], license: "MIT", dependencies: { b: "1", a: "2" } })
    .file("README.md", "# Chat")
    .file("domains/text/domain.yaml", "name: text\nversion: 1.0.0\n")
    .file("domains/audio/domain.yaml", "name: audio\nversion: 1.0.0\n");
  await ada.publish(pkg);
  const { db } = world.database;
  const { id } = await getPackage(db, name);
  const read = async (): Promise<unknown> => [await findDocument(db, name), await findPackageSummary(db, id)];

  const first = await read();
  await db.transaction(async (tx) => {
    const row = await getPackage(tx, name);
    await storeDocuments(tx, row, await readPackageState(tx, row));
  });

  expect(await read()).toEqual(first);
});
