// SPEC.md §4, actions. Rule ids in titles refer to it.
import { ActionError, allow, definePlugin, error, type Actions, type PluginContext } from "@larder/sdk";
import { expect, test } from "vitest";

import { testHost, type TestHost } from "../testing/test-host.ts";

const numbers = {
  type: "object",
  required: ["values"],
  properties: { values: { type: "array", items: { type: "number" } }, round: { type: "boolean", default: true } },
};

function aHost(actions: Actions<object, PluginContext>): Promise<TestHost> {
  return testHost({ plugin: definePlugin({ actions }), name: "notes" });
}

test("[A5] [X33] input that does not fit never reaches the handler; defaults are filled in", async () => {
  const seen: unknown[] = [];
  await using host = await aHost({ sum: { input: numbers, handler: (input: object) => void seen.push(input) } });

  await expect(host.call("notes.sum", { values: ["a"] })).rejects.toMatchObject({
    code: "EVALIDATION",
    message: "The input of `notes.sum` is invalid: `/values/0` must be number",
    problems: [{ path: "/values/0", message: "must be number" }],
  });
  await host.call("notes.sum", { values: [1] });

  expect(seen).toEqual([{ values: [1], round: true }]);
});

test("[A5] [X33] a Standard Schema gives the handler what it makes of the input", async () => {
  const trimmed = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value: unknown) =>
        typeof value === "string"
          ? { value: value.trim() }
          : { issues: [{ message: "must be a text", path: ["text", { key: 0 }] }] },
    },
  } as const;
  await using host = await aHost({ shout: { input: trimmed, handler: (text: string) => `${text}!` } });

  expect(await host.call("notes.shout", "  milk ")).toBe("milk!");
  await expect(host.call("notes.shout", 7)).rejects.toThrow(
    "The input of `notes.shout` is invalid: `/text/0` must be a text",
  );
});

test("[A5] [X33] output that does not fit never leaves", async () => {
  await using host = await aHost({ sum: { output: { type: "number" }, handler: () => "seven" } });

  await expect(host.call("notes.sum", {})).rejects.toThrow("The output of `notes.sum` is invalid: it must be number");
});

test("[A6] what the schema of an output gives back crosses as a copy, too", async () => {
  const kept = { count: 1 };
  const output = { "~standard": { version: 1, vendor: "test", validate: () => ({ value: kept }) } } as const;
  await using host = await aHost({ kept: { output, handler: () => 1 } });

  const answer = (await host.call("notes.kept", {})) as { count: number };
  answer.count = 2;

  expect(await host.call("notes.kept", {})).toEqual({ count: 1 });
});

test("[A6] only data crosses, as copies", async () => {
  const kept = { count: 1 };
  await using host = await aHost({ kept: () => kept, code: () => () => undefined });

  const answer = await host.call("notes.kept", {});
  Object.assign(answer as object, { count: 2 });

  expect(await host.call("notes.kept", {})).toEqual({ count: 1 });
  await expect(host.call("notes.code", {})).rejects.toThrow("holds something that is not data, such as a function");
  await expect(host.call("notes.kept", { callback: () => undefined })).rejects.toThrow(
    "The input of `notes.kept` is invalid",
  );
});

test("[A7] [X24] an action that does not answer in time is given up, and its signal ends", async () => {
  const ended = Promise.withResolvers<string>();
  await using host = await aHost({
    hang: {
      timeoutMs: 20,
      handler(_: unknown, { signal }: PluginContext) {
        signal.addEventListener("abort", () => ended.resolve(String(signal.reason)));
        return new Promise(() => undefined);
      },
    },
  });

  await expect(host.call("notes.hang", {})).rejects.toMatchObject({
    code: "ETIMEOUT",
    message: "`notes.hang` did not answer within 20 ms",
  });
  expect(await ended.promise).toContain("did not answer within 20 ms");
});

test("[A7] [X24] a handler that works before it waits has no more time than others, and meets an ended signal afterwards", async () => {
  const late = Promise.withResolvers<unknown>();
  await using host = await aHost({
    work: {
      timeoutMs: 30,
      async handler(_: unknown, context: PluginContext) {
        const until = performance.now() + 40;
        while (performance.now() < until);
        await new Promise((resolve) => setTimeout(resolve, 40));
        late.resolve(context.signal.reason);
      },
    },
  });

  await expect(host.call("notes.work", {})).rejects.toMatchObject({ code: "ETIMEOUT" });
  expect(String(await late.promise)).toContain("did not answer within 30 ms");
});

test("[A6] what answers like a promise is waited for, whoever made it", async () => {
  // oxlint-disable-next-line unicorn/no-thenable -- Queries of databases are such.
  const query = { then: (use: (rows: unknown) => void) => use([{ id: 7 }]) };
  await using host = await aHost({ list: () => query });

  expect(await host.call("notes.list", {})).toEqual([{ id: 7 }]);
});

test("[A8] [X20] [X34] what an author foresees reaches the caller with its code and details, thrown or returned", async () => {
  const foreseen = error("There is no note 7", "not_found", { id: 7 });
  await using host = await aHost({
    throws: () => {
      throw foreseen;
    },
    returns: () => foreseen,
    plain: () => ({ status: "error", msg: "There is no note 7", code: "not_found", details: { id: 7 } }),
  });

  for (const name of ["throws", "returns", "plain"]) {
    await expect(host.call(`notes.${name}`, {})).rejects.toMatchObject({
      code: "EACTION",
      message: "There is no note 7",
      reason: "not_found",
      details: { id: 7 },
    });
  }
});

test("[A9] [X34] what an author does not foresee reaches the caller without its message, and the log with its stack", async () => {
  await using host = await aHost({
    crash: () => {
      throw new Error("password is hunter2");
    },
  });

  const response = await host.fetch(new Request("http://127.0.0.1:5274/ipc/notes/crash", { method: "POST" }));

  expect([response.status, await response.json()]).toEqual([
    500,
    {
      status: "error",
      msg: "`notes.crash` failed because of a fault in `@local/notes`",
      code: "exception",
      plugin: "notes",
      action: "crash",
      hint: "The log of the host has the cause",
      details: {},
    },
  ]);
  expect(host.status().log.at(-1)).toMatchObject({
    level: "error",
    facts: { failure: expect.stringMatching(/^Error: password is hunter2\n\s+at /) },
  });
});

test("[A9] a validator that throws is a fault of its action", async () => {
  const faulty = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate() {
        throw new Error("password is hunter2");
      },
    },
  } as const;
  await using host = await aHost({ sum: { input: faulty, handler: () => 0 } });

  await expect(host.call("notes.sum", {})).rejects.toMatchObject({
    code: "EPLUGIN",
    message: "`notes.sum` failed because of a fault in `@local/notes`",
  });
  expect(host.status().log.at(-1)).toMatchObject({ package: "@local/notes", message: "`notes.sum` failed" });
});

test.each([-1, Number.NaN, "soon"])(
  "[A7] [X24] a limit of %j milliseconds is refused when the plugin loads",
  async (limit) => {
    const plugin = definePlugin({ actions: { hang: { timeoutMs: limit as number, handler: () => 0 } } });

    await expect(testHost({ plugin, name: "notes" })).rejects.toThrow(
      `the \`timeoutMs\` of \`notes.hang\` must be a number of milliseconds, or 0 for no limit`,
    );
  },
);

test("[A10] [X31] a package meets failures as `error()` makes them; what it does not catch reaches its caller unchanged", async () => {
  const actions = {
    lose: () => {
      throw error("There is no note 7", "not_found", { id: 7 });
    },
    crash: () => {
      throw new Error("password is hunter2");
    },
    sum: { input: numbers, handler: () => 0 },
    pass: (input: { readonly name?: unknown }, context: PluginContext) => context.call(String(input.name)),
    async catch(input: { readonly name?: unknown }, context: PluginContext) {
      try {
        return await context.call(String(input.name));
      } catch (failure) {
        return failure instanceof ActionError ? failure.toJSON().code : "another error";
      }
    },
  };
  await using host = await aHost(actions);

  for (const [name, word, code] of [
    ["notes.lose", "not_found", "EACTION"],
    ["notes.crash", "exception", "EPLUGIN"],
    ["notes.sum", "invalid_input", "EVALIDATION"],
    ["notes.nothing", "unknown_action", "E404"],
  ]) {
    expect(await host.call("notes.catch", { name })).toBe(word);
    await expect(host.call("notes.pass", { name })).rejects.toMatchObject({ code });
  }
  const crashes = host.status().log.filter(({ message }) => message === "`notes.crash` failed");
  expect(crashes).toHaveLength(2);
});

test("[P3] an action that reaches too far is answered with the refusal", async () => {
  const plugin = definePlugin({
    permissions: [allow("events:own.*", ["emit"])],
    actions: { shout: (_, context) => context.emit("audit.log", {}) },
  });
  await using host = await testHost({ plugin, name: "notes" });

  await expect(host.call("notes.shout", {})).rejects.toThrow("`@local/notes` may not emit `events:audit.log`");
});
