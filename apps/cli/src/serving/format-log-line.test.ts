import { pino } from "pino";
import { expect, test } from "vitest";

import { formatLogLine } from "./format-log-line.ts";

/** What a person reads of the lines that `log` writes. */
function read(log: (logger: ReturnType<typeof pino>) => void): string {
  let text = "";
  log(pino({ name: "larder" }, { write: (line: string) => void (text += formatLogLine(line)) }));
  return text.replaceAll("\r\u001b[2K", "").replaceAll(/^\d\d:\d\d:\d\d/gm, "TIME");
}

test("a line is its time, its level, its sentence and its facts", () => {
  const text = read((logger) => {
    logger.info("It is quiet");
    logger.warn({ package: "notes", tries: 2, at: { line: 1 } }, "It is loud");
  });

  expect(text).toBe('TIME info It is quiet\nTIME warning It is loud (package notes, tries 2, at {"line":1})\n');
});

test("an error stands below its line, with its stack", () => {
  expect(read((logger) => logger.error({ err: new TypeError("no oil") }, "The lamp failed"))).toMatch(
    /^TIME error The lamp failed\n {2}TypeError: no oil\n {6}at /,
  );
});

test("what a package logs cannot control the terminal", () => {
  expect(read((logger) => logger.info({ name2: "\u001b[2J\u0007x" }, "\u001b]0;title\u0007hello\rthere"))).toBe(
    "TIME info hellothere (name2 x)\n",
  );
});
