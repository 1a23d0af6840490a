import { expect, test } from "vitest";

import { createRestartPolicy } from "./restart-policy.ts";

test("[L14] what breaks is started again at once, then later and later, then no more until somebody decides", () => {
  let now = 0;
  const policy = createRestartPolicy({ breakdownsMax: 4, windowMs: 1000, backoffMs: 100 }, () => now);
  expect([policy.next("notes"), policy.next("notes"), policy.next("notes"), policy.next("notes")]).toEqual([
    { type: "restart", afterMs: 0 },
    { type: "restart", afterMs: 100 },
    { type: "restart", afterMs: 200 },
    { type: "quarantine", breakdowns: 4 },
  ]);
  expect(policy.next("other")).toEqual({ type: "restart", afterMs: 0 });
  policy.forget("notes");
  expect(policy.next("notes")).toEqual({ type: "restart", afterMs: 0 });
  now = 1000;
  expect(policy.next("notes")).toEqual({ type: "restart", afterMs: 0 });
});
