import { pino } from "pino";
import { expect, test } from "vitest";

import { TestRegistry } from "./testing/index.ts";

test("a failure behind the control socket is answered with a sentence that leads to the log, and logged once", async () => {
  const log: string[] = [];
  const logger = pino({}, { write: (line: string) => void log.push(line) });
  const { registry, database } = await TestRegistry.open({ logger });
  await database.query("drop table users cascade");

  const response = await registry.control.request("/users/list", { method: "POST" });
  const { error, code } = (await response.json()) as { error: string; code: string };

  const [line, ...more] = log.map((text) => JSON.parse(text) as { level: number; requestId: string; path: string });
  expect([response.status, code]).toEqual([500, "EINTERNAL"]);
  expect(line).toMatchObject({ level: 50, path: "/users/list" });
  expect(error).toContain(line?.requestId);
  expect(more).toEqual([]);
});
