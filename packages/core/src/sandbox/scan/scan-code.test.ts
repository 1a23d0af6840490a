// SPEC.md §8. A scan is a hint: what it must find, and what it must leave alone.
import { expect, test } from "vitest";

import { startLaidHost } from "../../testing/running-hosts.ts";
import { scanCode } from "./scan-code.ts";

const found = (text: string): readonly string[] => scanCode(text).map(({ line, name }) => `${line} ${name}`);

test("[B16] [X51] modules of Node, globals that no sandbox has, texts that run and ways around are found, each once, by line", () => {
  const text = `import { spawn } from "node:child_process";
import os from "os";
export * from "net";
const dns = require("dns");
await import("node:fs/promises");
await import(name);
process.exit(process.env.HOME);
eval("1"); new Function("return 1")(); fetch("http://x");
({}).__proto__.polluted = 1; ({})["__defineGetter__"]("a", f);`;
  expect(found(text)).toEqual([
    "1 node:child_process",
    "2 os",
    "3 net",
    "4 dns",
    "4 require",
    "5 node:fs/promises",
    "6 import()",
    "7 process",
    "8 Function",
    "8 eval",
    "8 fetch",
    "9 __defineGetter__",
    "9 __proto__",
  ]);
});

test("[B16] [X51] what a file calls its own, what only looks like it, and what it may have is left alone", () => {
  const text = `import { definePlugin, Http } from "@larder/sdk";
import { Hono } from "hono";
import own from "./process.js";
const process = (input) => input; // eval, require("fs")
function fetch(url) { return url; }
export default definePlugin({ actions: { run: ({ Worker }) => process(fetch("process.env node:fs")) + Worker + new URL("x") } });`;
  expect(found(text)).toEqual([]);
});

test.each(["", "{", "const a: string = 1;", "\u0000", "[".repeat(100_000), `x${".a".repeat(50_000)}`])(
  "[B16] %#: what is no module, or too deep, has no hints and breaks nothing",
  (text) => {
    expect(scanCode(text)).toEqual([]);
  },
);

test("[B16] [X51] a trusted package of others is loaded with a warning for what stands out, a local one without", async () => {
  const files = {
    "plugins/hasty/index.js": `import { definePlugin } from "@larder/sdk";
    export default definePlugin({ actions: { home: () => process.env.HOME } });`,
  };
  for (const isLocal of [true, undefined] as const) {
    await using host = await startLaidHost([
      { name: "@home/hasty", mode: "trusted", files, ...(isLocal && { isLocal }) },
    ]);
    const { log, packages } = host.status();
    expect(packages).toMatchObject([{ actual: "started" }]);
    const warnings = log.filter(({ level, package: name }) => level === "warn" && name === "@home/hasty");
    const warning = "plugins/hasty/index.js:2: it uses `process`, which no sandbox has";
    expect(warnings.map(({ message }) => message)).toEqual(isLocal === true ? [] : [warning]);
  }
});

test("[B16] [H9] a domain that imports a plugin or another domain is told of; one that imports its own files, or is imported, is not", () => {
  const text = [
    'import { query } from "../../../plugins/prometheus/query.js";',
    'export { one } from "../../numbers/functions/one.js";',
    'const late = await import("../../../plugins/late.js");',
    'import { mean } from "../lib/mean.js";',
    'import { round } from "../../../lib/round.js";',
    'import { definePlugin } from "@larder/sdk";',
  ].join("\n");

  expect(scanCode(text, "domains/metrics/functions/rate.js").map(({ line, message }) => [line, message])).toEqual([
    [1, "the domain `metrics` imports `plugins/prometheus/query.js` of a plugin"],
    [2, "the domain `metrics` imports `domains/numbers/functions/one.js` of another domain"],
    [3, "the domain `metrics` imports `plugins/late.js` of a plugin"],
  ]);
  expect(scanCode('import "../../domains/metrics/functions/rate.js";', "plugins/prometheus/index.js")).toEqual([]);
});
