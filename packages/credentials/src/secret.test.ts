import { expect, test } from "vitest";

import { createSecret, hashSecret } from "./secret.ts";

test("a secret is random, recognisable, and stored only as its SHA-256", () => {
  const first = createSecret("lrx_");
  const second = createSecret("lrx_");

  expect(first.secret).toMatch(/^lrx_[A-Za-z0-9_-]{32}$/);
  expect(first.prefix).toBe(first.secret.slice(0, 8));
  expect(first.hash).toBe(hashSecret(first.secret));
  expect(first.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(first.secret).not.toBe(second.secret);
});
