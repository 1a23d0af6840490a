import { expect, test } from "vitest";

import { hashPassword, verifyPassword } from "./password.ts";

test("a password fits its own hash and no other password does", async () => {
  const hash = await hashPassword("correct horse");

  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(await verifyPassword("correct horse", hash)).toBe(true);
  expect(await verifyPassword("Correct horse", hash)).toBe(false);
  expect(await verifyPassword("", hash)).toBe(false);
});

test("the same password has another hash each time", async () => {
  expect(await hashPassword("same")).not.toBe(await hashPassword("same"));
});

test("the cost is part of the hash", async () => {
  const hash = await hashPassword("x");

  expect(await verifyPassword("x", hash.replace("t=2", "t=1"))).toBe(false);
  expect(await verifyPassword("x", hash.replace("m=19456", "m=8192"))).toBe(false);
});

test("a stored text that is no hash is a bug, and never lets anyone in", async () => {
  await expect(verifyPassword("x", "x")).rejects.toThrow("not in PHC form");
  await expect(verifyPassword("", "")).rejects.toThrow("not in PHC form");
});
