import { expect, test } from "vitest";

import { parseOrigins } from "./parse-origins.ts";

test("origins are listed with commas between them, and read as browsers write them", () => {
  expect(parseOrigins("https://app.example, HTTP://127.0.0.1:80/,https://b.example:8443", "--allow-origin")).toEqual([
    "https://app.example",
    "http://127.0.0.1",
    "https://b.example:8443",
  ]);
});

test.each(["*", "", "app.example", "https://app.example/path", "https://ada@app.example", "file:///tmp", "null"])(
  "%j is refused as no origin",
  (text) => {
    expect(() => parseOrigins(text, "--allow-origin")).toThrow("is not the origin of a site");
  },
);
