// SPEC.md §3, services. Rule ids in titles refer to it.
import type { Facts } from "@larder/sdk";
import { expect, test } from "vitest";

import { createHostLog } from "./host-log.ts";

test("[S8] lines carry the package and the plugin, and the newest 500 are remembered", () => {
  const written: unknown[] = [];
  const write = (...line: readonly unknown[]): void => void written.push(line);
  const log = createHostLog({ debug: write, info: write, warn: write, error: write }, () => 7);
  const ofNotes = log.logOf({ package: "@home/notes", owner: "notes" });

  for (let count = 0; count < 501; count += 1) ofNotes.info(`line ${count}`, { count });
  log.logOf({}).warn("the host itself");

  const lines = log.lines();
  expect(lines).toHaveLength(500);
  expect(lines[0]).toEqual({
    at: 7,
    level: "info",
    package: "@home/notes",
    owner: "notes",
    message: "line 2",
    facts: { count: 2 },
  });
  expect(written[0]).toEqual(["line 0", { count: 0, package: "@home/notes", owner: "notes" }]);
  expect(written.at(-1)).toEqual(["the host itself", {}]);
});

test("[S8] an error in the facts becomes a text with its stack and its cause", () => {
  const log = createHostLog({ debug() {}, info() {}, warn() {}, error() {} }, () => 7);

  log.logOf({}).error("It failed", { failure: new Error("outer", { cause: new TypeError("inner") }) });

  const failure = log.lines()[0]?.facts["failure"];
  expect(failure).toMatch(/^Error: outer\n\s+at .*host-log\.test\.ts/);
  expect(failure).toContain("[cause]: TypeError: inner");
});

test("[S8] an author who passes an error, or anything else, instead of facts loses nothing", () => {
  const log = createHostLog({ debug() {}, info() {}, warn() {}, error() {} }, () => 7);
  const careless = (message: string, facts: unknown): void => log.logOf({}).error(message, facts as Facts);

  careless("It failed", new Error("no space left"));
  careless("It failed", null);
  careless("It failed", "disk");

  expect(log.lines().map(({ facts }) => facts)).toEqual([
    { failure: expect.stringMatching(/^Error: no space left\n/) },
    { fact: null },
    { fact: "disk" },
  ]);
});

test("[S8] one line holds no more than it takes to know what happened", () => {
  const log = createHostLog({ debug() {}, info() {}, warn() {}, error() {} }, () => 7);
  const circle: { [fact: string]: unknown } = { all: "x".repeat(50_000), big: 7n };
  circle["self"] = circle;

  log.logOf({}).info("m".repeat(50_000), { all: ["x".repeat(50_000)] });
  log.logOf({}).info("a circle", circle);
  log.logOf({}).info("a whole line", { big: 7n, count: 2 });

  const [long, round, whole] = log.lines();
  expect(long?.message).toMatch(/^m{20000}… \(50000 characters\)$/);
  expect(long?.facts).toEqual({ cut: expect.stringMatching(/^\{"all":\["x{19991}… \(50012 characters\)$/) as unknown });
  expect(JSON.stringify(round?.facts).length).toBeLessThan(25_000);
  expect(whole?.facts).toEqual({ big: 7n, count: 2 });
});
