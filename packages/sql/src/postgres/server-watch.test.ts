import { setTimeout as wait } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";

import { DatabaseBusyError, DatabaseUnreachableError } from "../database-errors.ts";
import { ServerWatch } from "./server-watch.ts";

const never = (): Promise<never> => Promise.withResolvers<never>().promise;

test("when the server says nothing, all that wait fail within 2 s, and the next ones at once", async () => {
  const watch = new ServerWatch("postgres://db.example/larder", never);
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());

  const failing = Promise.allSettled([watch.during(never), watch.during(never)]);
  await vi.advanceTimersByTimeAsync(2_000);
  const failures = await failing;
  const late = await watch.during(() => Promise.resolve("never asked")).catch((error: unknown) => error);

  expect(
    failures.map((failure) => failure.status === "rejected" && failure.reason instanceof DatabaseUnreachableError),
  ).toEqual([true, true]);
  expect(late).toBeInstanceOf(DatabaseUnreachableError);
  expect(watch.isAnswering).toBe(false);
  watch.close();
});

test("when the server answers again, so does everything", async () => {
  const answer = Promise.withResolvers<void>();
  const watch = new ServerWatch("postgres://db.example/larder", () => answer.promise);
  await watch.during(never).catch(() => undefined);

  answer.resolve();
  await expect.poll(() => watch.isAnswering).toBe(true);

  expect(await watch.during(() => Promise.resolve("here"))).toBe("here");
  watch.close();
});

test("a server that is only slow is waited for", async () => {
  const watch = new ServerWatch("postgres://db.example/larder", () => Promise.resolve());

  expect(await watch.during(() => wait(2_500, "slow"))).toBe("slow");
  watch.close();
});

test("a process that hardly runs waits for more than a second: the server may not run either", async () => {
  const answered = Promise.withResolvers<void>();
  const watch = new ServerWatch("postgres://db.example/larder", () => answered.promise);
  const work = Promise.withResolvers<string>();
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  let turns = 0;

  const worked = watch.during(() => work.promise);
  const starving = setInterval(() => {
    Atomics.wait(nothing, 0, 0, 200);
    turns += 1;
    // More than 2 s after the question, which is asked in the third turn at the latest.
    if (turns === 15) answered.resolve();
    if (turns === 16) work.resolve("here");
  }, 1);
  onTestFinished(() => clearInterval(starving));

  expect(await worked).toBe("here");
  watch.close();
});

test("a transaction that gets no connection in time is refused, and never begun", async () => {
  const watch = new ServerWatch("postgres://db.example/larder", () => Promise.resolve());
  const free = Promise.withResolvers<void>();
  let hasBegun = false;
  const begin = async <Result>(work: (connection: string) => Promise<Result>): Promise<Result> => {
    await free.promise;
    return work("connection");
  };

  const refused = watch.inTransaction(begin, () => {
    hasBegun = true;
    return Promise.resolve();
  });

  await expect(refused).rejects.toThrow(DatabaseBusyError);
  free.resolve();
  await wait(10);
  expect(hasBegun).toBe(false);
  expect(watch.connections.waiting).toBe(0);
  expect(await watch.inTransaction(begin, (connection) => Promise.resolve(connection))).toBe("connection");
  watch.close();
});
