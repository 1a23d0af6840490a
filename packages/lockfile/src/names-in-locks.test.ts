import { expect, test } from "vitest";

import { LockfileError } from "./lockfile-error.ts";
import { parseLockfile } from "./parse-lockfile.ts";
import { printLockfile } from "./print-lockfile.ts";
import { aLockfile } from "./testing/a-lockfile.ts";

const text = printLockfile(aLockfile);

test.each(["../../../.ssh", "/etc", "..", ".bin", String.raw`a\\b`, "node_modules"])(
  "[LK3] the name %s, which leads out of a package, is refused with its line",
  (name) => {
    expect(refusalOf(text.replace('want "@x/app"', `want "${name}"`))).toMatch(/^line 7 wants `.+`, which is no name/);
    expect(refusalOf(text.replace('["ui","prod"', `["${name}","prod"`))).toMatch(
      /^line 11 gives `@x\/app@1\.2\.0` the dependency `.+`, which is no name to import/,
    );
  },
);

function refusalOf(broken: string): string {
  try {
    parseLockfile(broken);
  } catch (error) {
    if (error instanceof LockfileError) return `line ${error.line} ${error.reason}`;
    throw error;
  }
  throw new Error("It was read");
}
