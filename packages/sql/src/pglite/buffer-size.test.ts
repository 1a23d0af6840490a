import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { bufferBytesFor, tableBytesIn } from "./buffer-size.ts";

const megabyte = 1024 * 1024;

test("a small database keeps 16 MB of pages, a large one a twelfth of itself, and none more than 64 MB", () => {
  expect(bufferBytesFor(0)).toBe(16 * megabyte);
  expect(bufferBytesFor(192 * megabyte)).toBe(16 * megabyte);
  expect(bufferBytesFor(480 * megabyte + 1)).toBe(41 * megabyte);
  expect(bufferBytesFor(50_000 * megabyte)).toBe(64 * megabyte);
});

test("the tables of all databases count, and the log does not", () => {
  const directory = mkdtempSync(join(tmpdir(), "larder-buffers-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  for (const file of ["base/1/2600", "base/5/16384", "base/5/16384.1", "pg_wal/000000010000000000000001"]) {
    mkdirSync(join(directory, file, ".."), { recursive: true });
    writeFileSync(join(directory, file), "");
    truncateSync(join(directory, file), 1000);
  }

  expect(tableBytesIn(directory)).toBe(3000);
});
