import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { ExpectedError } from "@larder/errors";

import { type ExitCode, exitCodeOf, exitCodes } from "./exit-codes.ts";
import type { ReportedError } from "./output/envelope.ts";
import { systemFailureOf } from "./system-failure.ts";

export type Report = { readonly error: ReportedError; readonly exitCode: ExitCode };

/**
 * Returns how to tell of `thrown`: the one place where an error becomes an exit code.
 *
 * An expected failure is told as it is, and what the machine refuses with its reason. Anything else is a bug: its stack goes into a log file, so
 * that the user sees one sentence and the person who fixes it sees everything. With `debug` the
 * stack is told as well.
 */
export function reportError(thrown: unknown, options: { logDirectory: string; debug: boolean }): Report {
  const debugDetail = options.debug ? stackOf(thrown) : undefined;
  if (thrown instanceof ExpectedError) {
    const detail = debugDetail ?? detailOf(thrown);
    return {
      exitCode: exitCodeOf(thrown.code),
      error: {
        code: thrown.code,
        summary: thrown.message,
        ...(detail === undefined ? {} : { detail }),
        ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
      },
    };
  }
  const refused = systemFailureOf(thrown);
  if (refused !== undefined) {
    const detail = debugDetail === undefined ? {} : { detail: debugDetail };
    return { exitCode: exitCodes.failure, error: { ...refused, ...detail } };
  }
  return {
    exitCode: exitCodes.failure,
    error: {
      code: "EINTERNAL",
      summary: `This is a bug in larder: ${messageOf(thrown)}`,
      ...(debugDetail === undefined ? {} : { detail: debugDetail }),
      hint: writeLog(thrown, options.logDirectory),
    },
  };
}

/** Some failures carry their reasons as sentences: a conflict of versions, the problems of a package. */
function detailOf(error: ExpectedError): string | undefined {
  const { detail } = error as { detail?: unknown };
  return typeof detail === "string" ? detail : undefined;
}

function messageOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return message.split("\n")[0] || "an error without a message";
}

function stackOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const own = thrown.stack ?? thrown.message;
  const inner = thrown instanceof AggregateError ? thrown.errors.map(stackOf) : [];
  const cause = thrown.cause === undefined ? [] : [`caused by: ${stackOf(thrown.cause)}`];
  return [own, ...inner, ...cause].join("\n");
}

/** Returns the hint that names the log; where no log can be written, the one that shows the stack. */
function writeLog(thrown: unknown, logDirectory: string): string {
  const path = join(logDirectory, `bug-${new Date().toISOString().replaceAll(":", "-")}-${process.pid}.log`);
  const facts = [`larder on Node ${process.versions.node}, ${process.platform} ${process.arch}`, stackOf(thrown), ""];
  try {
    mkdirSync(logDirectory, { recursive: true, mode: 0o700 });
    writeFileSync(path, facts.join("\n"), { mode: 0o600 });
  } catch {
    return "Run it again with `--debug` to see where; the log directory cannot be written";
  }
  return `The details are in \`${path}\``;
}
