// SPEC.md §5, lifecycle. Rule ids in titles refer to it.
import { setTimeout as delay } from "node:timers/promises";

import { expect, test } from "vitest";

import { Fiber, type FiberScope, type FiberState } from "./fiber.ts";

type World = {
  readonly fiber: Fiber;
  readonly states: FiberState[];
  /** What was done and undone, in order. */
  readonly diary: string[];
  readonly undoFailures: string[];
};

type Note = (label: string) => void;

function aFiber(
  load: (scope: FiberScope, enter: Note) => Promise<void>,
  unload: () => Promise<void> = async () => undefined,
): World {
  const diary: string[] = [];
  const states: FiberState[] = [];
  const undoFailures: string[] = [];
  const work = {
    load: (scope: FiberScope) =>
      load(scope, (label) => scope.ledger.enter({ owner: "test", label }, () => void diary.push(`undo ${label}`))),
    async unload() {
      diary.push("unload");
      await unload();
    },
    describeHang: () => new Error("it hangs in onLoad"),
  };
  const fiber = new Fiber(
    work,
    { loadMs: 50, unloadMs: 50, undoMs: 50 },
    {
      onState: (state) => states.push(state),
      onFallen: () => undefined,
      onUndoFailure: ({ label }, failure) => undoFailures.push(`${label}: ${String(failure)}`),
    },
    { isHeld: false },
  );
  return { fiber, states, diary, undoFailures };
}

test("[L3] effects are undone in reverse order, and unloading twice is harmless", async () => {
  const { fiber, states, diary } = aFiber(async (_, enter) => ["a", "b", "c"].forEach((label) => enter(label)));
  await fiber.start();

  await Promise.all([fiber.stop(), fiber.stop()]);
  await fiber.stop();

  expect(diary).toEqual(["unload", "undo c", "undo b", "undo a"]);
  expect(states).toEqual(["loading", "active", "unloading", "disposed"]);
});

test.each([0, 1, 2, 3])("[L4] a load that fails at its step %i leaves nothing behind", async (failing) => {
  const { fiber, states, diary } = aFiber(async (_, enter) => {
    for (const step of [0, 1, 2, 3]) {
      if (step === failing) throw new Error(`step ${step} fails`);
      enter(String(step));
      await delay(0);
    }
  });

  await fiber.start();

  expect(fiber.failure?.message).toBe(`step ${failing} fails`);
  expect(diary).toEqual(["unload", ...[2, 1, 0].filter((step) => step < failing).map((step) => `undo ${step}`)]);
  expect([fiber.effects(), states.at(-1)]).toEqual([[], "failed"]);
});

test("[L5] a package that is stopped while it loads is unloaded, and is not a failure", async () => {
  const { fiber, states, diary } = aFiber(async ({ signal }, enter) => {
    enter("a");
    await delay(10_000, undefined, { signal }).catch(() => undefined);
  });
  const starting = fiber.start();

  await fiber.stop();
  await starting;

  expect([diary, fiber.failure, states]).toEqual([["unload", "undo a"], undefined, ["loading", "disposed"]]);
});

test("[L6] a load that hangs fails in time, and what it does later is undone at once", async () => {
  const late = Promise.withResolvers<void>();
  const refusal = Promise.withResolvers<unknown>();
  const { fiber, diary } = aFiber(async (_, enter) => {
    enter("early");
    await late.promise;
    try {
      enter("late");
    } catch (error) {
      refusal.resolve(error);
    }
  });

  await fiber.start();
  late.resolve();

  expect(fiber.failure?.message).toBe("it hangs in onLoad");
  expect(String(await refusal.promise)).toBe("Error: `test` was unloaded, so `late` was undone at once");
  expect([diary, fiber.effects()]).toEqual([["unload", "undo early", "undo late"], []]);
});

test("[L2] an undo that throws or hangs is reported, and the rest is undone", async () => {
  const { fiber, diary, undoFailures } = aFiber(async ({ ledger }, enter) => {
    enter("first");
    ledger.enter({ owner: "test", label: "throws" }, () => {
      throw new Error("busy");
    });
    ledger.enter({ owner: "test", label: "hangs" }, () => new Promise(() => undefined));
  });
  await fiber.start();

  await fiber.stop();

  expect(undoFailures).toEqual(["hangs: TookTooLongError: it took longer than 50 ms", "throws: Error: busy"]);
  expect([diary, fiber.state]).toEqual([["unload", "undo first"], "disposed"]);
});

test("[L5] a fiber that is stopped before it starts never loads", async () => {
  const { fiber, states } = aFiber(async (_, enter) => enter("never"));

  await fiber.stop();
  await fiber.start();

  expect([fiber.state, states, fiber.effects()]).toEqual(["disposed", ["unloading", "disposed"], []]);
});
