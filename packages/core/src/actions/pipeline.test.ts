// SPEC.md §4, actions: the way of a call. Rule ids in titles refer to it.
import { type ActionDefinition, allow, definePlugin, error, type PluginContext } from "@larder/sdk";
import { expect, test } from "vitest";

import { runHost, type RunningHost } from "../run-host.ts";
import { pluginPackage } from "../testing/plugin-package.ts";
import { silentLogger } from "../testing/running-hosts.ts";
import { testHost } from "../testing/test-host.ts";

type Actions = { readonly [name: string]: ActionDefinition<undefined, PluginContext> };

/** A host whose clock stands still, unless it is moved. */
async function aHost(
  packages: Parameters<typeof runHost>[0]["packages"],
): Promise<AsyncDisposable & { host: RunningHost; wait: (ms: number) => void }> {
  let now = 0;
  const host = await runHost({
    directory: "memory",
    packages,
    logger: silentLogger,
    clock: () => now,
    hostNames: [],
    openDatabase: () => Promise.reject(new Error("There is no database")),
  });
  return { host, wait: (ms) => void (now += ms), [Symbol.asyncDispose]: () => host.stop() };
}

function notes(actions: Actions): ReturnType<typeof pluginPackage> {
  return pluginPackage({ name: "notes", plugin: definePlugin({ actions }), permissions: [] });
}

test("[A11] [X23] steps of one's own stand first or last, in the order in which they came, and can be taken out", async () => {
  const seen: string[] = [];
  await using own = await aHost([notes({ add: { handler: () => void seen.push("handler") } })]);
  const { host } = own;
  const step =
    (name: string): Parameters<RunningHost["use"]>[0] =>
    async (call, next) => {
      seen.push(`${name} ${call.action.name}`);
      return await next(call);
    };

  const takeOut = host.use(step("first"), "first");
  host.use(step("second"), "first");
  host.use(step("last"), "last");
  await host.call("notes.add", {});
  takeOut();
  takeOut();
  await host.call("notes.add", {});

  expect(seen).toEqual([
    "first notes.add",
    "second notes.add",
    "last notes.add",
    "handler",
    "second notes.add",
    "last notes.add",
    "handler",
  ]);
});

test("[A11] [X23] a first step stands before the rate limit, a last one after it; either may answer, or change the input", async () => {
  const action = { limits: { rate: { calls: 1, periodMs: 1000 } }, handler: (input: object) => input };
  await using own = await aHost([notes({ echo: action })]);
  const { host } = own;
  const seen: string[] = [];
  host.use(async (call, next) => {
    seen.push("first");
    return await next({ ...call, input: { changed: true } });
  }, "first");
  const takeOut = host.use(async () => {
    seen.push("last");
    return "answered";
  }, "last");

  expect(await host.call("notes.echo", {})).toBe("answered");
  await expect(host.call("notes.echo", {})).rejects.toMatchObject({ code: "E429" });
  takeOut();
  own.wait(1000);

  expect(await host.call("notes.echo", { changed: false })).toEqual({ changed: true });
  expect(seen).toEqual(["first", "last", "first", "first"]);
});

test("[A12] [X25] an action is called no more often than its limit says, and other actions go on", async () => {
  const limited = { limits: { rate: { calls: 2, periodMs: 10_000 } }, handler: () => "ok" };
  await using own = await aHost([notes({ limited, free: { handler: () => "ok" } })]);
  const { host } = own;

  await host.call("notes.limited", {});
  own.wait(6000);
  await host.call("notes.limited", {});

  await expect(host.call("notes.limited", {})).rejects.toMatchObject({
    code: "E429",
    message: "`@local/notes/notes.limited` may be called 2 times in 10 s, and was",
    retryAfterMs: 4000,
  });
  expect(await host.call("notes.free", {})).toBe("ok");
  own.wait(4000);
  expect(await host.call("notes.limited", {})).toBe("ok");
  await expect(host.call("notes.limited", {})).rejects.toMatchObject({ retryAfterMs: 6000 });
});

test("[A12] [X25] a call that one limit refuses, or that nobody may make, uses up no other limit", async () => {
  const few = { limits: { rate: { calls: 1, periodMs: 10_000 } }, handler: () => "ok" };
  const unlimited = notes({ few, other: { handler: () => "ok" } });
  if (unlimited.type !== "runnable") throw new Error("The package of this test has code");
  const callLimits = { rate: { calls: 2, periodMs: 10_000 } };
  await using own = await aHost([{ ...unlimited, pkg: { ...unlimited.pkg, callLimits } }]);
  const { host } = own;
  const asStranger = (): Promise<Response> =>
    host.fetch(new Request("http://127.0.0.1:5274/ipc/notes/other", { method: "POST" }), { peer: "192.0.2.7" });

  await host.call("notes.few", {});
  await expect(host.call("notes.few", {})).rejects.toMatchObject({ code: "E429" });
  const refusals = [await asStranger(), await asStranger(), await asStranger()];

  expect(refusals.map(({ status }) => status)).toEqual([503, 503, 503]);
  expect(await host.call("notes.other", {})).toBe("ok");
  await expect(host.call("notes.other", {})).rejects.toMatchObject({ code: "E429" });
  const { calls } = (await (await host.fetch(new Request("http://127.0.0.1/ipc/metrics"))).json()) as {
    calls: readonly { action: string; outcomes: object }[];
  };
  expect(calls.find(({ action }) => action === "@local/notes/notes.other")?.outcomes).toEqual({
    ok: 1,
    limited: 1,
    refused: 3,
  });
});

test("[A12] [X25] over HTTP the refusal is 429, with the seconds to wait, and the host tells how its limits are used", async () => {
  const limited = { limits: { rate: { calls: 1, periodMs: 1500 } }, handler: () => "ok" };
  await using own = await aHost([notes({ limited })]);
  const post = (): Promise<Response> =>
    own.host.fetch(new Request("http://127.0.0.1:5274/ipc/notes/limited", { method: "POST" }));
  await post();

  const refused = await post();

  expect([refused.status, refused.headers.get("retry-after"), await refused.json()]).toEqual([
    429,
    "2",
    {
      status: "error",
      msg: "`@local/notes/notes.limited` may be called 1 times in 1.5 s, and was",
      code: "rate_limit_exceeded",
      plugin: "notes",
      action: "limited",
      hint: "Call `notes.limited` again in 2 s",
      details: { retryAfterSeconds: 2 },
    },
  ]);
  const metrics = await own.host.fetch(new Request("http://127.0.0.1:5274/ipc/metrics"));
  expect(await metrics.json()).toMatchObject({
    rateLimits: [{ target: "@local/notes/notes.limited", calls: 1, periodMs: 1500, used: 1, refused: 1 }],
  });
});

/** A plugin that fails by a fault until it was called `failures` times. */
function failing(
  failures: number,
  retry: { attemptsMax: number; backoffMs?: number },
): { calls: number; add: Actions[string] } {
  const counted = {
    calls: 0,
    add: {
      retry,
      handler() {
        counted.calls += 1;
        if (counted.calls <= failures) throw new Error("password is hunter2");
        return counted.calls;
      },
    },
  };
  return counted;
}

test("[A13] [X26] a fault is tried again, and the caller gets what the first good try returns", async () => {
  const flaky = failing(2, { attemptsMax: 3, backoffMs: 1 });
  await using own = await aHost([notes({ add: flaky.add })]);

  expect(await own.host.call("notes.add", {})).toBe(3);
  expect(own.host.status().log.filter(({ message }) => message === "`notes.add` failed")).toHaveLength(2);
});

test("[A13] [X26] when all tries have failed, the caller learns how many there were, and nothing else", async () => {
  const broken = failing(9, { attemptsMax: 3 });
  await using own = await aHost([notes({ add: broken.add })]);

  const response = await own.host.fetch(new Request("http://127.0.0.1:5274/ipc/notes/add", { method: "POST" }));

  expect([response.status, broken.calls]).toEqual([500, 3]);
  expect(await response.json()).toEqual({
    status: "error",
    msg: "`notes.add` failed 3 times in a row",
    code: "all_retries_failed",
    plugin: "notes",
    action: "add",
    hint: "The log of the host has the cause",
    details: { attempts: 3 },
  });
});

test("[A13] [X26] what an author foresees is not tried again, unless it is called an exception", async () => {
  let calls = 0;
  const failsAs = (code: string): Actions[string] => ({
    retry: { attemptsMax: 3 },
    handler() {
      calls += 1;
      throw error("No", code);
    },
  });
  const slow: Actions[string] = {
    retry: { attemptsMax: 3 },
    timeoutMs: 5,
    async handler() {
      calls += 1;
      await new Promise(() => undefined);
    },
  };
  await using own = await aHost([notes({ lose: failsAs("not_found"), fault: failsAs("exception"), slow })]);
  const callsOf = async (name: string): Promise<number> => {
    calls = 0;
    await own.host.call(name, {}).catch(() => undefined);
    return calls;
  };

  expect([await callsOf("notes.lose"), await callsOf("notes.fault"), await callsOf("notes.slow")]).toEqual([1, 3, 1]);
});

test("[A13] [X26] a package that is gone meanwhile is not tried again", async () => {
  const broken = failing(9, { attemptsMax: 5, backoffMs: 30 });
  await using own = await aHost([notes({ add: broken.add })]);

  const called = own.host.call("notes.add", {});
  called.catch(() => undefined);
  await own.host.packages.stop("@local/notes");

  await expect(called).rejects.toThrow("failed 1 time in a row");
  expect(broken.calls).toBe(1);
});

const senseless = [
  [{ retry: { attemptsMax: 1.5 } }, "the `retry` of `notes.add`"],
  [{ retry: { attemptsMax: 2, backoffMs: -1 } }, "the `retry` of `notes.add`"],
  [{ limits: { rate: { calls: 0, periodMs: 1000 } } }, "the `limits.rate` of `notes.add`"],
  [{ limits: { rate: { calls: 1, periodMs: Number.NaN } } }, "the `limits.rate` of `notes.add`"],
  [{ access: "everybody" as "public" }, "the `access` of `notes.add`"],
] as const;

test.each(senseless)("[A11] a limit that means nothing is refused when its plugin loads: %j", async (over, message) => {
  const plugin = definePlugin({ actions: { add: { ...over, handler: () => 0 } } });

  await expect(testHost({ plugin, name: "notes" })).rejects.toThrow(message);
});

test("[A14] [X54] what a call causes is of the same trace, and so are the lines of its log", async () => {
  const plugin = definePlugin({
    permissions: [allow("plugin:notes")],
    actions: {
      outer: (_: object, context: PluginContext) => context.call("notes.inner"),
      inner(_: object, context: PluginContext & { readonly trace: string }) {
        context.log.info("inside");
        return context.trace;
      },
    },
  });
  await using host = await testHost({ plugin, name: "notes" });
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const traceparent = `00-${traceId}-00f067aa0ba902b7-00`;

  const response = await host.fetch(
    new Request("http://127.0.0.1:5274/ipc/notes/outer", { method: "POST", headers: { traceparent } }),
  );

  const { result } = (await response.json()) as { result: string };
  expect(result).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
  expect(response.headers.get("traceparent")).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
  expect(new Set([result, response.headers.get("traceparent"), traceparent]).size).toBe(3);
  expect(host.status().log.find(({ message }) => message === "inside")).toMatchObject({ trace: traceId });
});

test.each([
  "",
  "00-0-0-00",
  `00-${"0".repeat(32)}-00f067aa0ba902b7-00`,
  `ff-${"1".repeat(32)}-00f067aa0ba902b7-00`,
  `00-${"1".repeat(32)}-00f067aa0ba902b7-00-more`,
])("[A14] a header that names no trace begins one: %j", async (traceparent) => {
  await using own = await aHost([]);

  const response = await own.host.fetch(new Request("http://127.0.0.1:5274/-/healthz", { headers: { traceparent } }));

  expect(response.headers.get("traceparent")).toMatch(/^00-(?!1{32})[0-9a-f]{32}-[0-9a-f]{16}-01$/);
});
