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
  log.logOf({ package: "@home/odd" }).info("no facts", { toJSON: () => undefined });

  const [long, round, whole] = log.lines();
  expect(long?.message).toMatch(/^m{20000}… \(50000 characters\)$/);
  expect(long?.facts).toEqual({ cut: expect.stringMatching(/^\{"all":\["x{19991}… \(50012 characters\)$/) as unknown });
  expect(JSON.stringify(round?.facts).length).toBeLessThan(25_000);
  expect(whole?.facts).toEqual({ big: 7n, count: 2 });
});

test("[S8] a package that floods the log is named once, its lines are left out and counted, and those of others stay", () => {
  let now = 0;
  const written: string[] = [];
  const write = (message: string): void => void written.push(message);
  const log = createHostLog({ debug: write, info: write, warn: write, error: write }, () => now);
  const [flood, quiet] = ["@home/flood", "@home/quiet"].map((name) => log.logOf({ package: name, isAuthored: true }));

  quiet?.info("before");
  for (let count = 0; count < 20_000; count += 1) flood?.info("again");
  quiet?.info("after");
  log.logOf({}).info("the host itself");

  const named = "`@home/flood` writes more into the log than one package may: its lines are left out for a while";
  expect(written.filter((line) => line === "again")).toHaveLength(2000);
  expect(written.filter((line) => line !== "again")).toEqual(["before", named, "after", "the host itself"]);
  expect(log.lines().map(({ message }) => message)).toEqual(expect.arrayContaining(["before", "after"]));

  now += 1000;
  flood?.info("too soon");
  now += 2000;
  flood?.info("again");
  expect(written.slice(-2)).toEqual(["18001 lines of `@home/flood` were left out", "again"]);
});

test("[S8] so is one that writes few lines that are long", () => {
  const written: string[] = [];
  const write = (message: string): void => void written.push(message);
  const log = createHostLog({ debug: write, info: write, warn: write, error: write }, () => 0);
  const flood = log.logOf({ package: "@home/flood", isAuthored: true });

  for (let count = 0; count < 1000; count += 1) flood.info("x".repeat(20_000));

  expect(written.join("").length).toBeLessThan(4_001_000);
});

test("[S8] what the host says of a package that floods the log is written, and remembered", () => {
  const log = createHostLog({ debug() {}, info() {}, warn() {}, error() {} }, () => 0);
  const flood = log.logOf({ package: "@home/flood", isAuthored: true });
  const host = log.logOf({ package: "@home/flood" });

  host.error("before");
  for (let count = 0; count < 20_000; count += 1) flood.info("again");
  host.error("after");

  const messages = log.lines().map(({ message }) => message);
  expect(messages).toEqual(expect.arrayContaining(["before", "after"]));
  for (let count = 0; count < 20_000; count += 1) host.error("and again");
  expect(log.lines().map(({ message }) => message)).toContain(
    "`@home/flood` gives more to tell of it than the log has room for: it is left out for a while",
  );
});
