import { expect, test } from "vitest";

import { isUserName, parseUserName } from "./user-name.ts";

test.each(["ada", "a", "0x", "ci-bot_2.acme", "a".repeat(64)])("`%s` names a user", (name) => {
  expect(parseUserName(name)).toBe(name);
});

test.each([
  "",
  "Ada",
  "-ada",
  ".ada",
  "ada@acme",
  "a b",
  "ada/eve",
  "ädä",
  "a".repeat(65),
  "operator",
  "anonymous",
  "ada\n",
])("`%s` does not", (name) => {
  expect(isUserName(name)).toBe(false);
  expect(() => parseUserName(name)).toThrow("cannot name a user");
});
