import { expect, test } from "vitest";

import { Breaker } from "./breaker.ts";

function atClock(): { breaker: Breaker; pass: (seconds: number) => void } {
  let now = 0;
  return {
    breaker: new Breaker(() => now),
    pass: (seconds) => {
      now += seconds * 1000;
    },
  };
}

function fail(breaker: Breaker, times: number): void {
  for (let time = 0; time < times; time += 1) breaker.countFailure();
}

test("three failures in a row open it, two and a success do not", () => {
  const { breaker } = atClock();
  fail(breaker, 2);
  breaker.countSuccess();
  fail(breaker, 2);
  expect(breaker.tryEnter()).toBe(true);

  fail(breaker, 1);
  expect(breaker.tryEnter()).toBe(false);
});

test("after a while one probe goes through, whose success closes it", () => {
  const { breaker, pass } = atClock();
  fail(breaker, 3);
  pass(14);
  expect(breaker.tryEnter()).toBe(false);
  pass(1);

  expect([breaker.tryEnter(), breaker.tryEnter()]).toEqual([true, false]);
  breaker.countSuccess();
  expect([breaker.tryEnter(), breaker.tryEnter()]).toEqual([true, true]);
});

test("each probe that fails doubles the while, up to two minutes; late failures do not count", () => {
  const { breaker, pass } = atClock();
  fail(breaker, 5);
  for (const seconds of [15, 30, 60, 120, 120]) {
    pass(seconds - 1);
    expect(breaker.tryEnter()).toBe(false);
    pass(1);
    expect(breaker.tryEnter()).toBe(true);
    breaker.countFailure();
  }
});

test("an answer that has only begun lets others ask, but one more failure opens it again", () => {
  const { breaker, pass } = atClock();
  fail(breaker, 3);
  pass(15);
  breaker.tryEnter();
  breaker.countAnswer();
  expect(breaker.tryEnter()).toBe(true);

  breaker.countFailure();
  expect(breaker.tryEnter()).toBe(false);
});

test("a probe that is never heard of again is followed by another one", () => {
  const { breaker, pass } = atClock();
  fail(breaker, 3);
  pass(15);
  expect([breaker.tryEnter(), breaker.tryEnter()]).toEqual([true, false]);
  pass(120);
  expect(breaker.tryEnter()).toBe(true);
});
