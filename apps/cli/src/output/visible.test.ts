import { expect, test } from "vitest";

import { visible } from "./visible.ts";

test("what would change what a terminal shows is shown itself", () => {
  expect(visible("net:https://a.example/**")).toBe("net:https://a.example/**");
  expect(visible("db\u001b[2K\r\nnothing")).toBe(String.raw`db\u{1b}[2K\u{d}\u{a}nothing`);
  expect(visible("a\u009bb\u202ec\u2028d\u200be")).toBe(String.raw`a\u{9b}b\u{202e}c\u{2028}d\u{200b}e`);
  expect(visible("größe 東京")).toBe("größe 東京");
});
