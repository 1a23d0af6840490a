import { parsePackageName } from "@larder/package-spec";
import type { RegistryDatabase } from "@larder/registry-database";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { inTurn } from "./in-turn.ts";

const server = { engine: "postgres" } as RegistryDatabase;
const a = parsePackageName("a");
const b = parsePackageName("b");
const c = parsePackageName("c");

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Work that says when it begins, and ends when it is told. */
function workOf(log: string[], title: string): { readonly work: () => Promise<void>; readonly end: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { work: () => (log.push(title), promise), end: resolve };
}

test("those who change one package follow one another, in the order in which they came, and others pass", async () => {
  const log: string[] = [];
  const first = workOf(log, "first");
  const second = workOf(log, "second");
  const third = workOf(log, "third");
  const other = workOf(log, "other");
  const all = [
    inTurn(server, [a], first.work),
    inTurn(server, [b, a], second.work),
    inTurn(server, [a, b], third.work),
    inTurn(server, [c], other.work),
  ];

  await vi.advanceTimersByTimeAsync(10);
  expect(log).toEqual(["first", "other"]);
  first.end();
  await vi.advanceTimersByTimeAsync(10);
  expect(log).toEqual(["first", "other", "second"]);
  for (const { end } of [second, third, other]) end();
  await Promise.all(all);
  expect(log).toEqual(["first", "other", "second", "third"]);
});

test("who waits too long is told to come again, and those behind him still wait for whoever is first", async () => {
  const log: string[] = [];
  const slow = workOf(log, "slow");
  const late = workOf(log, "late");
  const last = workOf(log, "last");
  const first = inTurn(server, [a], slow.work);
  const second = inTurn(server, [a], late.work).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(4000);
  const third = inTurn(server, [a], last.work);

  await vi.advanceTimersByTimeAsync(1500);
  expect(await second).toMatchObject({ code: "EUNAVAILABLE", packageName: "a", retryAfterSeconds: 2 });
  expect(log).toEqual(["slow"]);
  slow.end();
  last.end();
  await Promise.all([first, third]);
  expect(log).toEqual(["slow", "last"]);
});
