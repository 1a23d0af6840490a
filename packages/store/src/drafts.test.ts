import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { draftPath, makeDraft, placeDraft, sweepDrafts } from "./drafts.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "larder-drafts-"));
});
afterEach(() => {
  spawnSync("chattr", ["-R", "-i", directory]);
  rmSync(directory, { recursive: true });
});

test.runIf(process.platform === "linux")(
  "what a process of another container makes is left alone: its number says nothing here",
  () => {
    const other = `${hostname()}-4194303-00ff`;
    mkdirSync(join(directory, other));
    const gone = draftPath(directory).replace(`-${process.pid}-`, "-4194303-");
    mkdirSync(gone);

    sweepDrafts(directory);

    expect(readdirSync(directory)).toEqual([other]);
  },
);

test("whoever loses a race throws its own away", () => {
  const [mine, other] = [makeDraft(directory), join(directory, "placed")];
  mkdirSync(join(other, "whole"), { recursive: true });
  mkdirSync(join(mine, "mine"));

  placeDraft(mine, other);

  expect(readdirSync(other)).toEqual(["whole"]);
  expect(readdirSync(directory)).toEqual(["placed"]);
});

test("a rename that is refused is not taken for a race that was lost", ({ skip }) => {
  const draft = makeDraft(directory);
  const places = join(directory, "places");
  mkdirSync(places);
  skip(spawnSync("chattr", ["+i", places]).status !== 0, "This disk cannot refuse it");

  expect(() => placeDraft(draft, join(places, "placed"))).toThrow("EPERM");
});
