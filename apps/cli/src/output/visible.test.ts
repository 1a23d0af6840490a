import { expect, test } from "vitest";

import { styleOf } from "./style.ts";
import { harmless, harmlessStyled, visible } from "./visible.ts";

test("what would change what a terminal shows is shown itself", () => {
  expect(visible("net:https://a.example/**")).toBe("net:https://a.example/**");
  expect(visible("db\u001b[2K\r\nnothing")).toBe(String.raw`db\u{1b}[2K\u{d}\u{a}nothing`);
  expect(visible("a\u009bb\u202ec\u2028d\u200be")).toBe(String.raw`a\u{9b}b\u{202e}c\u{2028}d\u{200b}e`);
  expect(visible("größe 東京")).toBe("größe 東京");
});

test("of a text of ours its lines and its styles stay, and what others put into it cannot move the cursor", () => {
  const style = styleOf(true);
  const ours = [style.bold, style.dim, style.good, style.bad, style.warn, style.name]
    .map((to) => to("größe 👩‍🚀"))
    .join("\n\t");

  expect(harmlessStyled(ours)).toBe(ours);
  expect(harmlessStyled("ev\u001b[8mil\u001b[2J\u0007\r\u009b\u202e")).toBe(
    String.raw`ev\u{1b}[8mil\u{1b}[2J\u{7}\u{d}\u{9b}\u{202e}`,
  );
  expect(harmless(style.bad("größe 👩‍🚀\n\t"))).toBe(
    String.raw`\u{1b}[31mgröße 👩‍🚀`.concat("\n\t", String.raw`\u{1b}[39m`),
  );
});
