// SPEC.md §11, authors. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { failureOf, inBothModes } from "../testing/in-both-modes.ts";

const notes = `
  import { action, error } from "@larder/sdk";
  let inModule = 0;
  export default class Notes {
    count = 0;
    started = false;
    onStart() { this.started = true; }
    add = action({ input: { type: "object", required: ["by"] } }, ({ by }) => (this.count += by));
    links = { again: () => (this.count += 1) };
    async handle(name, payload) {
      this.count += 1;
      inModule += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (name === "fail") throw error("no, " + this.count, "refused");
      return { name, count: this.count, inModule, started: this.started };
    }
  }`;
const desk = `
  export default class Desk {
    #seen = [];
    static schemas = { see: { in: { type: "object", required: ["who"] } } };
    see({ who }) { this.#seen.push(who); return this.#seen; }
    async wait({ who }) { this.who = who; await null; return this.who; }
  }
  let calls = 0;
  export const counted = () => (calls += 1);`;
const files = { "plugins/notes/index.js": notes, "actors/desk.js": desk };
const actor = "home/notes/actors/desk";

test("[U12] [X48] each call of a class gets an instance of its own, when its package asks for that", async () => {
  const seen = await inBothModes(
    files,
    async (host) => [
      await host.call("notes.first", {}),
      await host.call("notes.second", {}),
      await host.call("notes.add", { by: 3 }),
      await host.call("notes.add", { by: 4 }),
      await failureOf(host.call("notes.add", {})),
      await failureOf(host.call("notes.fail", {})),
      await host.call("notes.again", {}),
      await host.call("notes.again", {}),
      await host.call(`${actor}/see`, { who: "Ada" }),
      await host.call(`${actor}/see`, { who: "Eve" }),
      await failureOf(host.call(`${actor}/see`, {})),
      await host.call(`${actor}/counted`, {}),
      await host.call(`${actor}/counted`, {}),
      await Promise.all(["Ada", "Eve", "Ida"].map((who) => host.call(`${actor}/wait`, { who }))),
    ],
    { larder: { instancePerCall: true } },
  );

  expect(seen).toEqual([
    { name: "first", count: 1, inModule: 1, started: false },
    { name: "second", count: 1, inModule: 2, started: false },
    3,
    4,
    { message: expect.stringContaining("must have required property 'by'") as string, word: "EVALIDATION" },
    { message: "no, 1", word: "refused" },
    1,
    1,
    ["Ada"],
    ["Eve"],
    { message: expect.stringContaining("must have required property 'who'") as string, word: "EVALIDATION" },
    1,
    2,
    ["Ada", "Eve", "Ida"],
  ]);
});

test("[U12] [X48] without that wish one instance answers all calls, and is the one that was started", async () => {
  const seen = await inBothModes(files, async (host) => [
    await host.call("notes.first", {}),
    await host.call("notes.add", { by: 3 }),
    await host.call(`${actor}/see`, { who: "Ada" }),
    await host.call(`${actor}/see`, { who: "Eve" }),
  ]);

  expect(seen).toEqual([{ name: "first", count: 1, inModule: 1, started: true }, 4, ["Ada"], ["Ada", "Eve"]]);
});
