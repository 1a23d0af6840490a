import { expect, test } from "vitest";

import { readTogether } from "./read-together.ts";

type Jar = { readonly name: string; readonly label: number };

/** Reads jars, of which there is each but `missing`; `calls` are the lists that were asked for. */
function openJars(): { find: (name: string) => Promise<Jar | undefined>; calls: (readonly string[])[] } {
  const calls: (readonly string[])[] = [];
  const find = readTogether<string, Jar>((names) => {
    calls.push(names);
    if (names.includes("broken")) return Promise.reject(new Error("broken"));
    const there = names.filter((name) => name !== "missing");
    return Promise.resolve(there.map((name) => ({ name, label: calls.length })).toReversed());
  });
  return { find, calls };
}

test("those who ask in one turn share one list, in which each name stands once", async () => {
  const { find, calls } = openJars();

  const found = await Promise.all(["a", "b", "missing", "a"].map(find));

  expect(found).toEqual([{ name: "a", label: 1 }, { name: "b", label: 1 }, undefined, { name: "a", label: 1 }]);
  expect(calls).toEqual([["a", "b", "missing"]]);
});

test("who asks while a list is read gets a row that was read after that", async () => {
  const { find, calls } = openJars();
  const first = find("a");
  await new Promise(setImmediate);

  expect(await find("a")).toEqual({ name: "a", label: 2 });
  expect(await first).toEqual({ name: "a", label: 1 });
  expect(calls).toHaveLength(2);
});

test("long lists are read in parts, and a part that fails fails its own", async () => {
  const { find, calls } = openJars();
  const names = Array.from({ length: 250 }, (_, index) => (index === 120 ? "broken" : `jar-${index}`));

  const outcomes = await Promise.allSettled(names.map(find));

  expect(calls.map(({ length }) => length)).toEqual([100, 100, 50]);
  expect(outcomes.map(({ status }) => status)).toEqual(
    names.map((_, index) => (index >= 100 && index < 200 ? "rejected" : "fulfilled")),
  );
});
