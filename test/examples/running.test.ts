import { readdir, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

import { startHost } from "@larder/core";
import { layHost, type PackageOnDisk } from "@larder/core/testing";
import { expect, test } from "vitest";

const examples = join(import.meta.dirname, "../../examples");
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {
  // What the packages log is not asked for here.
}

async function readExample(folder: string, requires: readonly string[]): Promise<PackageOnDisk> {
  const directory = join(examples, folder);
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !/node_modules|\.tsc/.test(entry.parentPath))
    .map(({ parentPath, name }) => join(parentPath, name).slice(directory.length + 1));
  const texts = await Promise.all(paths.map(async (path) => [path, await readFile(join(directory, path), "utf8")]));
  return { name: `@examples/${folder}`, requires, mode: "trusted", files: Object.fromEntries(texts) };
}

/** The installer links a package's libraries beside it. */
async function linkPrometheus(host: string): Promise<void> {
  const fromExample = createRequire(join(examples, "analytics/package.json"));
  const instance = resolve(host, "../store/@examples+analytics/node_modules");
  await symlink(dirname(fromExample.resolve("prom-client/package.json")), join(instance, "prom-client"));
}

/** What callers may get wrong, and the sentence that they are answered with. */
const refused: readonly (readonly [action: string, input: object, message: string])[] = [
  ["notes.add", { text: "a\u0000b" }, "The input of `notes.add` is invalid: `/text` must match pattern"],
  ["notes.search", { text: "\u0000" }, "The input of `notes.search` is invalid: `/text` must match pattern"],
  ["notes.get", { id: 2 ** 31 }, "The input of `notes.get` is invalid: `/id` must be <= 2147483647"],
  ["notes.remove", { id: 2 ** 31 }, "The input of `notes.remove` is invalid: `/id` must be <= 2147483647"],
  ["metrics.percentile", { values: [], percent: 50 }, "An empty list has no percentiles"],
  ["metrics.rate", { points: [{ at: 1, value: 1 }] }, "A rate needs two points at different times"],
  ["prometheus.record", { name: "0", value: 1 }, "`0` cannot name a metric"],
  ["prometheus.record", { name: "notes_added_total", value: -1 }, "The counter `notes_added_total` cannot fall"],
  [
    "prometheus.record",
    { name: "notes_added_total", value: 1, labels: { by: "ada" } },
    "The labels of `notes_added_total` are none, not `by`",
  ],
  ["prometheus.record", { name: "other", value: 1, labels: { "a-b": "c" } }, "`a-b` cannot name a label"],
  [
    "prometheus.record",
    { name: "other", value: 1, labels: { le: "1" }, type: "histogram" },
    "`le` cannot name a label",
  ],
  [
    "prometheus.record",
    { name: "notes_added_total", value: 1, type: "gauge" },
    "`notes_added_total` is a metric of another type",
  ],
  ["prometheus.query", { name: "nothing" }, "There is no metric `nothing`"],
];

test("notes and analytics run in one host, and notes is measured by analytics", async () => {
  const analytics = await readExample("analytics", []);
  const notes = await readExample("notes", ["@examples/analytics"]);
  await using onDisk = await layHost([analytics, notes]);
  await linkPrometheus(onDisk.directory);
  const host = await startHost({ directory: onDisk.directory, logger: silent });
  const page = async (path: string, accept: string): Promise<string> =>
    (await host.fetch(new Request(`http://127.0.0.1:5274${path}`, { headers: { accept } }))).text();

  expect(host.status().packages).toMatchObject([{ actual: "started" }, { actual: "started" }]);
  const note = await host.call("notes.add", { text: "Buy <flour>" });
  expect(note).toMatchObject({ id: 1, text: "Buy <flour>", writtenAt: expect.stringMatching(/^\d{4}-.*Z$/) });
  await host.call("notes.add", { text: "Sell bread" });

  expect(await host.call("notes.search", { text: "BREAD" })).toMatchObject({ notes: [{ id: 2 }] });
  expect(await host.call("notes.list", { limit: 1 })).toMatchObject({ notes: [{ id: 2 }] });
  expect(await host.call("notes.lengths", {})).toMatchObject({ count: 2, min: 10, max: 11 });
  await host.call("notes.remove", { id: 2 });
  await expect(host.call("notes.get", { id: 2 })).rejects.toThrow("There is no note 2");
  expect(await host.call("metrics.summarise", { values: [3, 5, 8] })).toMatchObject({ count: 3, median: 5 });
  expect(await host.call("prometheus.query", { name: "notes_added_total" })).toEqual({
    samples: [{ name: "notes_added_total", labels: {}, value: 2 }],
  });

  for (const [action, input, message] of refused) {
    await expect(host.call(action, input), `${action} ${JSON.stringify(input)}`).rejects.toThrow(message);
  }

  expect(await page("/plugins/notes/", "text/html")).toContain("Buy &lt;flour&gt;");
  expect(JSON.parse(await page("/plugins/notes/", "*/*"))).toEqual({ notes: [note] });
  expect(await page("/plugins/prometheus/metrics", "*/*")).toContain("notes_removed_total 1");
  expect(JSON.parse(await page("/plugins/grafana/dashboard.json", "*/*"))).toMatchObject({ title: "Larder host" });
  expect(await page("/examples/analytics/actors/reader/list", "application/json")).toContain("notes_added_total");
  await host.stop();
});
