import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { layPackage, type PackageOnDisk } from "../testing/host-on-disk.ts";
import { getUrl } from "../testing/running-hosts.ts";
import { type TestHost, testHost } from "../testing/test-host.ts";

/** One plugin that does most of what a plugin can, and an actor. */
const notesPackage: PackageOnDisk = {
  name: "@home/notes",
  larder: { permissions: [{ resource: "db", actions: ["read", "write"], effect: "allow" }] },
  files: {
    "plugins/notes/index.js": `
      import { allow, Db, definePlugin, error, ok } from "@larder/sdk";
      export default definePlugin({
        needs: { db: Db },
        permissions: [allow("db", ["read", "write"])],
        async setup(context) {
          await context.db.query("create table if not exists notes (id serial primary key, text text not null)");
          context.on("notes.added", (payload) => ({ heard: payload.text }));
          context.every(60_000, () => {});
          await context.effect("lamp", () => () => context.log.info("lamp out"));
        },
        actions: {
          add: {
            input: { type: "object", required: ["text"], properties: { text: { type: "string" } } },
            async handler({ text }, context) {
              const insert = "insert into notes (text) values ($1) returning id, text";
              const [row] = await context.db.session((session) => session.query(insert, [text]));
              const heard = await context.emit("notes.added", { text });
              return ok({ ...row, heard, caller: context.caller, when: new Date(0) });
            },
          },
          addTwice: async ({ text }, context) => {
            await context.db.session(async (session) => {
              await session.query("insert into notes (text) values ($1)", [text]);
              throw error("Not twice", "twice", { text });
            });
          },
          count: async (_, { db }) => await db.query("select count(*)::int as count from notes"),
          echo: ({ value }) => value,
          missing: () => { throw error("There is no note 7", "not_found", { id: 7 }); },
          crash: () => { null.gone; },
          secret: (_, context) => context.call("other.secret"),
          wait: () => new Promise((resolve) => setTimeout(() => resolve("waited"), 20)),
          spin: () => { for (;;); },
        },
        routes: async (request) =>
          Response.json({ path: request.url.replace(/^https?:..[^/]*/, ""), method: request.method, asked: request.headers.get("x-asked") }, { status: 201 }),
      });`,
    "actors/board.js": "export const move = ({ to }) => ({ to });",
  },
};

async function* inBothModes(): AsyncGenerator<TestHost> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "larder-parity-")));
  try {
    await layPackage(directory, notesPackage);
    for (const mode of ["trusted", "sandboxed"] as const) {
      await using host = await testHost({ directory, mode });
      yield host;
    }
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** What a caller sees of a call: its output, or everything that it is told of its failure. */
async function outcome(host: TestHost, action: string, input: unknown = {}): Promise<unknown> {
  try {
    return { output: await host.call(action, input) };
  } catch (failure) {
    const { name, message, code, reason, details, problems } = failure as Error & { readonly [fact: string]: unknown };
    return { name, message, code, reason, details, problems };
  }
}

test("[B1] [X48] a package answers the same, trusted and sandboxed", async () => {
  const seen: unknown[] = [];
  for await (const host of inBothModes()) {
    seen.push({
      added: await outcome(host, "notes.add", { text: "milk" }),
      invalid: await outcome(host, "notes.add", { text: 7 }),
      rolledBack: await outcome(host, "notes.addTwice", { text: "milk" }),
      count: await outcome(host, "notes.count"),
      missing: await outcome(host, "notes.missing"),
      crash: await outcome(host, "notes.crash"),
      refused: await outcome(host, "notes.secret"),
      waited: await outcome(host, "notes.wait"),
      moved: await outcome(host, "home/notes/actors/board/move", { to: 3 }),
      heard: await host.emit("notes.added", { text: "tea" }),
      routed: await routed(host),
      effects: host.effects().filter((effect) => effect !== "@home/notes: sandbox"),
    });
  }
  const [trusted, sandboxed] = seen;
  expect(sandboxed).toEqual(trusted);
  expect(trusted).toMatchObject({ added: { output: { id: 1, text: "milk" } }, count: { output: [{ count: 1 }] } });
});

async function routed(host: TestHost): Promise<unknown> {
  const response = await host.fetch(getUrl("/plugins/notes/list/all?page=2", { "x-asked": "yes" }));
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
}

test("[B2] values of every kind pass through an action unchanged", async () => {
  const value = [
    1,
    -0,
    Number.NaN,
    10n,
    undefined,
    null,
    "ü\u0000",
    new Date(7),
    new Map([[{ a: 1 }, new Set([2])]]),
    { $: ["x"] },
  ];
  for await (const host of inBothModes()) {
    expect(await host.call("notes.echo", { value })).toStrictEqual(value);
    expect(await host.call("notes.echo", { value: new Uint8Array([0, 255]) })).toStrictEqual(new Uint8Array([0, 255]));
  }
});

test("[B3] [X49] code that never pauses is ended, and the sandbox answers the next call", async () => {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "larder-spin-")));
  await layPackage(directory, notesPackage);
  await using host = await testHost({ directory, mode: "sandboxed" });
  await expect(host.call("notes.spin", {})).rejects.toThrow("its code ran for more than 500 ms without a pause");
  expect(await host.call("notes.echo", { value: 1 })).toBe(1);
  await rm(directory, { recursive: true });
});

test("[B4] a package that is unloaded leaves nothing behind in either mode", async () => {
  for await (const host of inBothModes()) {
    await host.call("notes.add", { text: "milk" });
    await host.assertClean();
    expect(host.status().log.filter(({ message }) => message === "lamp out")).toHaveLength(1);
  }
});

test("[B5] [X51] a package that imports a module of Node is refused, naming it", async () => {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "larder-builtin-")));
  const code = `import { readFileSync } from "node:fs"; export const read = ({ path }) => readFileSync(path, "utf8");`;
  await layPackage(directory, { name: "@home/reader", files: { "actors/disk.js": code } });
  await expect(testHost({ directory, mode: "sandboxed" })).rejects.toThrow("imports `node:fs` of Node");
  await rm(directory, { recursive: true });
});

test("[B18] [X56] the status tells in which process each sandboxed package runs, and what memory it has", async () => {
  for await (const host of inBothModes()) {
    const [pkg] = host.status().packages;
    const { sandboxes } = host.status();
    const isSandboxed = pkg?.mode === "sandboxed";
    expect(sandboxes.map(({ packages }) => packages)).toEqual(isSandboxed ? [["@home/notes"]] : []);
    expect(sandboxes.every(({ pid, memoryBytes = 0 }) => pid !== undefined && memoryBytes > 10_000_000)).toBe(true);
    await host.packages.stop("@home/notes");
    expect(host.status().sandboxes.flatMap(({ packages }) => packages)).toEqual([]);
  }
});
