import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { mergeManifestFiles } from "./merge-manifest-files.ts";

const start = "registries:\n  home: http://127.0.0.1:5273\nwants:\n  gamma: ^1.0.0\n";
const adds = (name: string, resource: string) =>
  `${start}  ${name}: ^1.0.0\npackages:\n  ${name}:\n    grants:\n      - { resource: ${resource}, actions: [ read ] }\n`;

async function merge(base: string, ours: string, theirs: string) {
  const directory = await mkdtemp(join(tmpdir(), "larder-merge-"));
  try {
    const sides = { base: join(directory, "base"), ours: join(directory, "ours"), theirs: join(directory, "theirs") };
    await writeFile(sides.base, base);
    await writeFile(sides.ours, ours);
    await writeFile(sides.theirs, theirs);
    return { merged: await mergeManifestFiles(directory, sides), text: await readFile(sides.ours, "utf8") };
  } finally {
    await rm(directory, { recursive: true });
  }
}

test("two branches that each decide about a package of their own merge, below a section that was there", async () => {
  const withSection = `${start}packages:\n  gamma:\n    mode: trusted\n`;
  const decided = (name: string) =>
    `${withSection}  ${name}:\n    grants:\n      - { resource: ${name}.notes, actions: [ read ] }\n`;

  const { merged, text } = await merge(withSection, decided("alpha"), decided("beta"));

  expect(merged).toBe(true);
  expect(text).toContain("  gamma:\n    mode: trusted\n  alpha:\n");
  expect(text).toContain("  beta:\n");
});

test("a grant never comes out of a merge that neither side agreed to", async () => {
  const { merged, text } = await merge(start, adds("alpha", "db"), adds("alpha", "net"));

  expect(merged).toBe(false);
  expect(text).toContain("<<<<<<<");
});

test("a file that git cannot merge stays as it is", async () => {
  const ours = adds("alpha", "db");

  expect(await merge(start, ours, `${start}# \0\n`)).toEqual({ merged: false, text: ours });
});
