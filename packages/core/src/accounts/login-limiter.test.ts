// SPEC.md §10, accounts. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { createLoginLimiter, type LoginLimiter } from "./login-limiter.ts";

const minutes = 60_000;
let now = Date.parse("2026-11-21T10:00:00Z");

const wrong = async (): Promise<undefined> => undefined;
const broken = (): Promise<never> => Promise.reject(new Error("no database"));
const right = async (): Promise<string> => "ada";

/** Returns how an attempt ended: `wrong`, `right`, or after how many seconds one may come back. */
async function tried(
  limiter: LoginLimiter,
  [account, address]: readonly [account: string, address: string | undefined],
  check: () => Promise<string | undefined> = wrong,
): Promise<unknown> {
  return await limiter.attempt({ account, address }, check).then(
    (result) => (result === undefined ? "wrong" : "right"),
    (error: unknown) => (error as { readonly retryAfterSeconds?: number }).retryAfterSeconds ?? error,
  );
}

async function triedEach(limiter: LoginLimiter, attempts: readonly (readonly [string, string])[]): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const attempt of attempts) results.push(await tried(limiter, attempt));
  return results;
}

const times = <Value>(count: number, value: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => value(index));

test("[C2] nobody tries one password on every name: 25 names from one network, and others are not kept out", async () => {
  const limiter = createLoginLimiter(() => now);

  const results = await triedEach(
    limiter,
    times(26, (index) => [`name-${index}`, `2001:db8::${index}`]),
  );

  expect(results).toEqual([...times(25, () => "wrong"), 300]);
  expect(await tried(limiter, ["ada", "2001:db8:0:1::1"], right)).toBe("right");
});

test("[C2] an account is tried a hundred times from everywhere together, and whoever it belongs to waits with them", async () => {
  const limiter = createLoginLimiter(() => now);

  const results = await triedEach(
    limiter,
    times(101, (index) => ["ada", `198.51.${index}.1`]),
  );

  expect(results.filter((result) => result === "wrong")).toHaveLength(100);
  expect(await tried(limiter, ["ada", "203.0.113.9"], right)).toBe(300);
});

test("[C2] right ones count for nothing, and what was wrong is forgotten after five minutes", async () => {
  const limiter = createLoginLimiter(() => now);
  await triedEach(
    limiter,
    times(4, () => ["ada", "203.0.113.9"]),
  );
  const rights = times(10, () => tried(limiter, ["ada", "203.0.113.9"], right));

  expect(new Set(await Promise.all(rights))).toContain("right");
  expect(await tried(limiter, ["ada", "203.0.113.9"])).toBe("wrong");
  expect(await tried(limiter, ["ada", "203.0.113.9"], right)).toBe(300);
  now += 5 * minutes + 1;
  expect(await tried(limiter, ["ada", "203.0.113.9"], right)).toBe("right");
});

test("[C2] a check that fails by itself counts against nobody", async () => {
  const limiter = createLoginLimiter(() => now);

  const failures: unknown[] = [];
  for (let index = 0; index < 30; index += 1) {
    failures.push(await tried(limiter, ["ada", "203.0.113.9"], broken));
  }

  expect(failures.every((failure) => failure instanceof Error)).toBe(true);
  expect(await tried(limiter, ["ada", "203.0.113.9"], right)).toBe("right");
});

test("[C2] only some wait for their turn, the others come back in a moment", async () => {
  const limiter = createLoginLimiter(() => now);
  const gate = Promise.withResolvers<string>();

  const waiting = times(60, (index) => tried(limiter, [`name-${index}`, `198.51.${index}.1`], () => gate.promise));
  gate.resolve("ada");
  const results = await Promise.all(waiting);

  expect(results.filter((result) => result === "right").length).toBeGreaterThanOrEqual(50);
  expect(results.filter((result) => result === 5).length).toBeGreaterThanOrEqual(5);
});

test("[C14] one network begins only so many logins at providers", () => {
  const limiter = createLoginLimiter(() => now);
  for (let index = 0; index < 60; index += 1) limiter.countStart("203.0.113.9");

  expect(() => limiter.countStart("203.0.113.9")).toThrow("Too many logins were tried");
  expect(() => limiter.countStart("203.0.113.10")).not.toThrow();
});
