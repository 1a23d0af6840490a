import { expect, test } from "vitest";

import { coalesce } from "./coalesce.ts";

function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

test("callers that wait together share one run that began after they came, one run at a time", async () => {
  const gates: PromiseWithResolvers<void>[] = [];
  const joined = coalesce(async () => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    const run = gates.length;
    await gate.promise;
    return run;
  });

  const first = joined();
  await settle();
  const [second, third] = [joined(), joined()];
  await settle();
  expect(gates).toHaveLength(1);
  gates[0]?.resolve();
  await settle();
  expect(gates).toHaveLength(2);
  gates[1]?.resolve();

  expect(await Promise.all([first, second, third])).toEqual([1, 2, 2]);
});

test("a run that fails fails its callers only", async () => {
  let runs = 0;
  const joined = coalesce(async () => {
    runs += 1;
    if (runs === 1) throw new Error("first");
    return runs;
  });

  await expect(joined()).rejects.toThrow("first");
  expect(await joined()).toBe(2);
});
