import { expect, test } from "vitest";

import { failureOf, inBothModes } from "../testing/in-both-modes.ts";
import { getUrl } from "../testing/running-hosts.ts";
import type { TestHost } from "../testing/test-host.ts";

async function ask(host: TestHost, path: string, init: RequestInit = {}): Promise<unknown> {
  const { headers } = getUrl(path);
  const response = await host.fetch(new Request(`http://127.0.0.1:5274/plugins/notes${path}`, { headers, ...init }));
  return [response.status, await response.text()];
}

/** The address of a method of the actor `desk`. */
function at(method: string): string {
  return `home/notes/actors/desk/${method}`;
}

const catchAll = `
  import { error, ok } from "@larder/sdk";
  export default class Notes {
    notes = ["milk"];
    async handle(action, payload, context) {
      if (action === "list") return ok({ notes: this.notes });
      if (action === "count") return this.notes.length;
      if (action === "add") return void this.notes.push(payload.text) ?? { added: payload.text, by: context.action };
      if (action === "lose") return error("There is no note", "not_found", { text: payload.text });
    }
  }`;

test("[U1] [U7] [X20] one `handle` answers to every name: objects as they are, other results wrapped, an unknown one named", async () => {
  const seen = await inBothModes({ "plugins/notes/index.js": catchAll }, async (host) => ({
    listed: await host.call("notes.list", {}),
    added: await host.call("notes.add", { text: "tea" }),
    counted: await host.call("@home/notes/notes.count", {}),
    lost: await failureOf(host.call("notes.lose", { text: "x" })),
    unknown: await failureOf(host.call("notes.burn", {})),
    overHttp: await host
      .fetch(
        new Request("http://127.0.0.1:5274/ipc/notes/count", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: "{}",
        }),
      )
      .then((response) => response.json()),
  }));

  expect(seen).toEqual({
    listed: { status: "ok", notes: ["milk"] },
    added: { added: "tea", by: "notes.add" },
    counted: { status: "ok", result: 2 },
    lost: { message: "There is no note", word: "not_found" },
    unknown: { message: "There is no action `notes.burn`", word: "unknown_action" },
    overHttp: { status: "ok", plugin: "notes", action: "count", result: { status: "ok", result: 2 } },
  });
});

test("[U1] [X20] an action of its own comes before `handle`", async () => {
  const code = `
    import { action } from "@larder/sdk";
    export const plugin = {
      hello: action({ input: { type: "object", required: ["name"] }, version: "1.1.0" }, ({ name }) => "Hello " + name),
      handle: (name) => ({ name }),
    };`;
  const seen = await inBothModes({ "plugins/notes/index.js": code }, async (host) => [
    await host.call("notes.hello", { name: "Ada" }),
    await host.call("notes.other", {}),
    await failureOf(host.call("notes.hello", {})),
  ]);

  expect(seen).toEqual([
    "Hello Ada",
    { name: "other" },
    { message: expect.stringContaining("must have required property 'name'"), word: "EVALIDATION" },
  ]);
});

test("[U2] [X22] [X33] `getRouter()` and fields made by `route()` answer below the plugin's path", async () => {
  const code = `
    import { action, requireService, route, router, Cache } from "@larder/sdk";
    export default class {
      static permissions = [{ resource: "cache.*", actions: ["*"], effect: "allow" }];
      keep = requireService({ cache: Cache }, action({}, async ({ text }, { cache }) => {
        await cache.set("note", text);
        return await cache.get("note");
      }));
      getRouter() {
        return router([
          route({ path: "/notes/:id" }, (request, { id }) => ({ id })),
          route({ path: "/notes", method: "POST", status: 201 }, async (request) => ({ text: await request.text() })),
          route({ path: "/raw" }, () => new Response("raw", { status: 202 })),
        ]);
      }
    }`;
  const larder = { permissions: [{ resource: "cache.*", actions: ["*"], effect: "allow" }] };

  const seen = await inBothModes(
    { "plugins/notes/index.js": code },
    async (host) => [
      await ask(host, "/notes/7"),
      await ask(host, "/notes", { method: "POST", body: "milk" }),
      await ask(host, "/raw"),
      await ask(host, "/raw", { method: "DELETE" }),
      await ask(host, "/nothing"),
      await host.call("notes.keep", { text: "tea" }),
    ],
    { larder },
  );

  expect(seen).toEqual([
    [200, '{"id":"7"}'],
    [201, '{"text":"milk"}'],
    [202, "raw"],
    [405, '{"error":"`/raw` answers to GET only"}'],
    [404, '{"error":"There is nothing at `/nothing`"}'],
    "tea",
  ]);
});

const alive = `
  export default class Alive {
    steps = [];
    note(step, context) { this.steps.push(step); context.log.info(step); }
    onInit(context) { this.note("onInit", context); }
    onLoad(context) { this.note("onLoad", context); }
    onStart(context) { this.note("onStart", context); }
    prepare(context) { this.note("prepare", context); }
    install(context, options) { this.note("install " + JSON.stringify(options), context); }
    start(context) { this.note("start", context); }
    stop(context) { this.note("stop", context); }
    onStop(context) { this.note("onStop", context); }
    onUnload(context) { this.note("onUnload", context); }
    uninstall(context) { this.note("uninstall", context); }
    handle() { return { steps: this.steps }; }
  }`;

test("[U3] [X10] [T4] the methods of a class are called at their moments, in the order of both systems", async () => {
  const moments = new Set([
    "onInit",
    "onLoad",
    "onStart",
    "prepare",
    "install {}",
    "start",
    "stop",
    "onStop",
    "onUnload",
  ]);
  const seen = await inBothModes(
    { "package.js": alive },
    async (host) => {
      await host.packages.stop("@home/notes");
      return host.status().log.flatMap(({ message }) => (moments.has(message) ? [message] : []));
    },
    { larder: { entry: "package.js" } },
  );

  expect(seen).toEqual(["prepare", "install {}", "onInit", "onLoad", "onStart", "start", "stop", "onStop", "onUnload"]);
});

test("[U4] [T16] a service runs after each interval, never twice at once; one that asks for it runs at the start too", async () => {
  const files = {
    "services/sweep.js": "export const interval = 60;\nexport const job = (context) => context.log.info('swept');",
    "services/nightly.js":
      "export default class { interval = '*/2 * * * *'; job(context) { context.log.info('night'); } }",
    "services/eager.js":
      "export const service = { interval: 3600, scheduleOnStart: true, job: (context) => context.log.info('eager') };",
  };
  const seen = await inBothModes(files, async (host, clock) => {
    const times = async (ms: number): Promise<Record<string, number>> => {
      await clock.advance(ms);
      await new Promise((resolve) => setTimeout(resolve, 200));
      const lines = host.status().log.map(({ message }) => message);
      const count = (word: string): number => lines.filter((line) => line === word).length;
      return { swept: count("swept"), night: count("night"), eager: count("eager") };
    };
    const effects = host.effects().filter((effect) => effect.includes("job"));
    return { effects, counts: [await times(59_000), await times(2000), await times(60_000)] };
  });

  expect(seen).toEqual({
    effects: ["eager: job eager", "nightly: job nightly", "sweep: job sweep"],
    counts: [
      { swept: 0, night: 0, eager: 1 },
      { swept: 1, night: 0, eager: 1 },
      { swept: 2, night: 1, eager: 1 },
    ],
  });
});

test("[U5] [T20] [T21] an actor may be a class: public methods with one object of arguments, schemas as in, out and acl", async () => {
  const files = {
    "actors/desk.js": `
      export default class Desk {
        static schemas = {
          greet: { in: { type: "object", required: ["name"], properties: { name: { type: "string" }, times: { type: "integer", default: 1 } } },
                   out: { type: "object", required: ["text"] } },
          close: { acl: "admin" },
        };
        #greeted = 0;
        greet({ name, times }) { this.#greeted += 1; return { text: ("Hello " + name + " ").repeat(times).trim() }; }
        count() { return this.#greeted; }
        close() { return "closed"; }
        wrong() { return this._secret(); }
        _secret() { return "kept"; }
      }`,
  };
  const seen = await inBothModes(files, async (host) => ({
    greeted: await host.call(at("greet"), { name: "Ada", times: 2 }),
    invalid: await failureOf(host.call(at("greet"), { times: 2 })),
    counted: await host.call(at("count"), {}),
    closed: await host.call(at("close"), {}),
    own: await host.call(at("wrong"), {}),
    hidden: await failureOf(host.call(at("_secret"), {})),
    actions: host.status().actions.filter((name) => name.includes("desk")),
  }));

  expect(seen).toMatchObject({
    greeted: { text: "Hello Ada Hello Ada" },
    invalid: { word: "EVALIDATION" },
    counted: 1,
    closed: "closed",
    own: "kept",
    hidden: { message: expect.stringContaining("_secret") },
    actions: ["close", "count", "greet", "wrong"].map((method) => at(method)),
  });
});

test("[U6] what is in no style that is known fails its package, naming the file and what it must export", async () => {
  await expect(inBothModes({ "plugins/notes/index.js": "export default 7;" }, async () => undefined)).rejects.toThrow(
    "`plugins/notes/index.js` must export what `definePlugin` returns, or an object with `handle`, as its default",
  );
  await expect(
    inBothModes(
      { "services/sweep.js": "export const interval = -1; export const job = () => 0;" },
      async () => undefined,
    ),
  ).rejects.toThrow("the `interval` of `sweep` must be a number of seconds, or a cron pattern");
});

test("[U9] [H11] [H12] one file may hold all functions of a domain, or all links of a plugin; a bare name is the default one", async () => {
  const files = {
    "domains/words/functions.js": `
      export const count = ({ text }) => text.split(" ").length;
      export function shout({ text }) { return text.toUpperCase(); }
      export const _own = () => "private";`,
    "plugins/llm/index.js": "export const handle = (name) => ({ other: name });",
    "plugins/llm/links.js": `
      import { defineAction } from "@larder/sdk";
      export default defineAction({ handler: ({ prompt }) => ({ answer: "to " + prompt }) });
      export const enrich = ({ text }) => ({ text: text + "!" });`,
  };

  const seen = await inBothModes(files, async (host) => ({
    counted: await host.call("words.count", { text: "a b" }),
    shouted: await host.call("@home/notes/words.shout", { text: "a" }),
    own: await failureOf(host.call("words._own", {})),
    asked: await host.call("llm", { prompt: "why" }),
    enriched: await host.call("llm.enrich", { text: "so" }),
    other: await host.call("llm.other", {}),
  }));

  expect(seen).toMatchObject({
    counted: 2,
    shouted: "A",
    own: { message: expect.stringContaining("There is no action `words._own`") },
    asked: { answer: "to why" },
    enriched: { text: "so!" },
    other: { other: "other" },
  });
});
