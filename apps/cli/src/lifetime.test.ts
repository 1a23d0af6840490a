import { expect, test } from "vitest";

import { createLifetime } from "./lifetime.ts";

test("what was registered is undone backwards, once, and a failure does not stop the rest", async () => {
  const lifetime = createLifetime();
  const undone: string[] = [];
  lifetime.onEnd(() => void undone.push("first"));
  lifetime.onEnd(async () => {
    throw new Error("stuck");
  });
  lifetime.onEnd(() => void undone.push("last"));

  await expect(lifetime.end()).rejects.toThrow("The command could not clean up");
  await lifetime.end();

  expect(undone).toEqual(["last", "first"]);
});

test("a stray rejection goes to the command that expects some, and to nobody else", () => {
  const lifetime = createLifetime();
  const heard: unknown[] = [];
  expect(lifetime.takeStrayRejection("early")).toBe(false);

  lifetime.onStrayRejection((reason) => heard.push(reason));

  expect(lifetime.takeStrayRejection("late")).toBe(true);
  expect(heard).toEqual(["late"]);
});

test("the first reason to stop stays", async () => {
  const lifetime = createLifetime();

  lifetime.stop("SIGTERM");
  lifetime.stop("SIGINT");

  expect(await lifetime.stopped).toBe("SIGTERM");
  expect(lifetime.signal.aborted).toBe(true);
});
