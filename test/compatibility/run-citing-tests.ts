import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

import type { RanTest } from "./proofs.ts";

/** The part of vitest's JSON report that is read here. */
type Report = {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
    }[];
  }[];
};

const root = fileURLToPath(new URL("../../", import.meta.url));
const vitest = join(root, "node_modules/vitest/vitest.mjs");

/**
 * Runs the tests of `files` (paths from the root) whose titles cite one of `ids`, and returns how each ended. The
 * slow ones run too: a capability counts as proved by what really ran.
 */
export async function runCitingTests(files: readonly string[], ids: readonly string[]): Promise<RanTest[]> {
  const directory = await mkdtemp(join(tmpdir(), "larder-compatibility-"));
  const report = join(directory, "report.json");
  const pattern = `\\[(${ids.join("|")})\\]`;
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  try {
    const child = spawn(process.execPath, [vitest, "run", ...reporters, "-t", pattern, ...files], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
    });
    await once(child, "close");
    return readTests(JSON.parse(await readFile(report, "utf8")));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function readTests({ testResults }: Report): RanTest[] {
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ ancestorTitles, title, status }) => ({
      file: relative(root, name).split(sep).join("/"),
      title: [...ancestorTitles, title].join(": "),
      state: status === "passed" || status === "failed" ? status : "skipped",
    })),
  );
}
