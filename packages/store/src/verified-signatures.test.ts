import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { verifiedSignatures } from "./verified-signatures.ts";

async function newRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "larder-signatures-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  return root;
}

test("what is noted is read again, by whoever opens the store, and a line that was cut off spoils only itself", async () => {
  const root = await newRoot();
  expect(verifiedSignatures(root).readVerified().size).toBe(0);

  verifiedSignatures(root).noteVerified(["one", "two"]);
  await appendFile(join(root, "signatures"), "thr");
  verifiedSignatures(root).noteVerified(["four"]);

  expect([...verifiedSignatures(root).readVerified()]).toEqual(["one", "two", "thr", "four"]);
});

test("a file that has grown too large counts for nothing, and begins anew", async () => {
  const root = await newRoot();
  const path = join(root, "signatures");
  await writeFile(path, "old\n".repeat(1_100_000));

  expect(verifiedSignatures(root).readVerified().size).toBe(0);
  verifiedSignatures(root).noteVerified(["new"]);

  expect(await readFile(path, "utf8")).toBe("\nnew\n");
});
