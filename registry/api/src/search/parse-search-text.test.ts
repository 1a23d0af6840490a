import { expect, test } from "vitest";

import { InvalidSearchError, parseSearchText } from "./parse-search-text.ts";

test("words stay words, and so does what only looks like a qualifier", () => {
  expect(parseSearchText("  json  parser ")).toEqual({ text: "json parser", boostExact: true, filter: {} });
  expect(parseSearchText("node:fs author: @acme/chat").text).toBe("node:fs author: @acme/chat");
});

test("each qualifier narrows, whatever its case", () => {
  expect(parseSearchText("Author:Ada maintainer:eve scope:acme license:MIT is:deprecated not:unstable x")).toEqual({
    text: "x",
    boostExact: true,
    filter: {
      terms: [["author:ada"], ["maintainer:eve"], ["scope:@acme"], ["license:mit"], ["is:deprecated"]],
      without: ["is:unstable"],
    },
  });
  expect(parseSearchText("boost-exact:false chat")).toMatchObject({ text: "chat", boostExact: false });
  expect(parseSearchText("host:^1.2 updated:2026-01-31").filter).toEqual({
    host: "^1.2",
    updatedSince: new Date("2026-01-31"),
  });
});

test("in keywords a comma means or, a plus means and, a minus means not", () => {
  expect(parseSearchText("keywords:a,b").filter).toEqual({ terms: [["keyword:a", "keyword:b"]] });
  expect(parseSearchText("keywords:a+b").filter).toEqual({ terms: [["keyword:a"], ["keyword:b"]] });
  expect(parseSearchText("keywords:a,-x").filter).toEqual({ terms: [["keyword:a"]], without: ["keyword:x"] });
  expect(parseSearchText("keywords:-x,-").filter).toEqual({ without: ["keyword:x"] });
});

test("what cannot be searched for is refused, and named", () => {
  for (const text of ["is:lovely", "host:latest", "updated:yesterday", `keywords:${"a,".repeat(40)}`]) {
    expect(() => parseSearchText(text)).toThrow(InvalidSearchError);
  }
  expect(() => parseSearchText("is:lovely")).toThrow("`text` is wrong: a search does not know `lovely` as a state");
  for (const text of ["is:insecure", "not:insecure"]) {
    expect(() => parseSearchText(text)).toThrow("`text` is wrong: a search does not know which packages are insecure");
  }
});
