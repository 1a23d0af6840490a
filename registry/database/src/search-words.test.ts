import { expect, test } from "vitest";

import { wordsOf } from "./search-words.ts";

test("names are split where people split them", () => {
  expect(wordsOf(["@acme/chat-flows", "metrics.summariseAll", "über_wald2"])).toBe(
    "acme chat flows metrics summariseAll summarise All über wald2",
  );
});

test("the words of very many names are cut to what can be indexed", () => {
  expect(wordsOf(Array.from({ length: 100_000 }, () => "word")).length).toBe(20_000);
});
