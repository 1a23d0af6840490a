import { mkdirSync, readFileSync } from "node:fs";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { AddressInUseError } from "./errors.ts";
import { reportError } from "./report-error.ts";

test("an expected failure is told as it is, without a stack", () => {
  const report = reportError(new AddressInUseError("127.0.0.1:80", "--listen"), {
    logDirectory: "/nowhere",
    debug: false,
  });

  expect(report.exitCode).toBe(1);
  expect(report.error).toEqual({
    code: "EADDRINUSE",
    summary: "Another process listens on `127.0.0.1:80`",
    hint: expect.stringContaining("--listen"),
  });
});

test("a bug is one sentence and a log with everything, also what caused it", async () => {
  await using place = await mkdtempDisposable(join(tmpdir(), "larder-log-"));
  const logDirectory = join(place.path, "log");
  const bug = new TypeError("x is not a function", { cause: new Error("the root") });

  const { error, exitCode } = reportError(bug, { logDirectory, debug: false });
  const path = /`(.+)`/.exec(error.hint ?? "")?.[1] ?? "";

  expect(exitCode).toBe(1);
  expect(error).toMatchObject({ code: "EINTERNAL", summary: "This is a bug in larder: x is not a function" });
  expect(error.detail).toBeUndefined();
  expect(readFileSync(path, "utf8")).toMatch(/TypeError: x is not a function[\s\S]+caused by: Error: the root/);
});

test.each([
  [() => mkdirSync("/dev/null/x"), "`mkdir` of `/dev/null/x` is refused: a part of the path is a file"],
  [() => readFileSync("/"), "`read` is refused: it is a directory"],
])("what the machine refuses is no bug: its reason is told, and no log is written", (act, summary) => {
  const thrown = thrownBy(act);

  const { error, exitCode } = reportError(thrown, { logDirectory: "/nowhere", debug: false });

  expect(exitCode).toBe(1);
  expect(error).toEqual({ code: "ESYSTEM", summary, hint: expect.stringMatching(/^Name /) });
});

function thrownBy(act: () => unknown): unknown {
  try {
    return act();
  } catch (thrown) {
    return thrown;
  }
}

test("with `--debug` the stack is told as well, and a log that cannot be written is no second failure", () => {
  const { error } = reportError(new Error("boom"), { logDirectory: "/dev/null/log", debug: true });

  expect(error.detail).toMatch(/Error: boom\n\s+at /);
  expect(error.hint).toContain("--debug");
});
