import { expect, test } from "vitest";

import { LoginLimiter } from "./login-limiter.ts";

const wrong = (): Promise<undefined> => Promise.resolve(undefined);
const right = (): Promise<string> => Promise.resolve("in");

test("[A2] a stranger who fails on a name locks it for themselves, not for its owner elsewhere", async () => {
  const limiter = new LoginLimiter();
  for (let tries = 0; tries < 5; tries += 1) await limiter.inTurn({ name: "ada", address: "192.0.2.66" }, wrong);

  await expect(limiter.inTurn({ name: "ada", address: "192.0.2.66" }, right)).rejects.toMatchObject({ code: "E429" });
  expect(await limiter.inTurn({ name: "ada", address: "203.0.113.1" }, right)).toBe("in");
});

test("[A2] addresses of one IPv6 network count as one", async () => {
  const limiter = new LoginLimiter();
  for (let tries = 1; tries <= 5; tries += 1)
    await limiter.inTurn({ name: "ada", address: `2001:db8::${tries}` }, wrong);

  await expect(limiter.inTurn({ name: "ada", address: "2001:db8::9" }, right)).rejects.toMatchObject({ code: "E429" });
});

test("[A2] whoever tries many names is stopped as well", async () => {
  const limiter = new LoginLimiter();
  for (let tries = 0; tries < 25; tries += 1)
    await limiter.inTurn({ name: `user${tries}`, address: "192.0.2.66" }, wrong);

  await expect(limiter.inTurn({ name: "ada", address: "192.0.2.66" }, right)).rejects.toMatchObject({ code: "E429" });
  expect(await limiter.inTurn({ name: "ada", address: undefined }, right)).toBe("in");
});

test("[A2] one network cannot take all the places in the queue", async () => {
  const limiter = new LoginLimiter();
  const stranger = { name: "ada", address: "192.0.2.66" };
  const tries = Array.from({ length: 40 }, () => limiter.inTurn(stranger, right).catch(() => "refused"));

  expect(await limiter.inTurn({ name: "ada", address: "203.0.113.1" }, right)).toBe("in");
  expect((await Promise.all(tries)).filter((answer) => answer === "refused")).toHaveLength(15);
});
