import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { readLibc } from "./read-libc.ts";
import { readMachine } from "./read-machine.ts";

const isLinux = process.platform === "linux";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "larder-libc-"));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(directory, { recursive: true, force: true });
});

test("the machine is the one that this process runs on", () => {
  expect(readMachine()).toMatchObject({ os: process.platform, cpu: process.arch });
});

test.runIf(isLinux)("the file of this program says what a report of Node does, and none is made", () => {
  const { header } = process.report.getReport() as { readonly header: { readonly glibcVersionRuntime?: string } };
  const report = vi.spyOn(process.report, "getReport");

  expect(readLibc()).toBe(header.glibcVersionRuntime === undefined ? "musl" : "glibc");
  expect(report).not.toHaveBeenCalled();
});

test.each([
  ["64 bits", "wide", "/lib/ld-musl-x86_64.so.1", "musl"],
  ["64 bits", "wide", "/nix/store/abc-glibc-2.40/lib/ld-linux-x86-64.so.2", "glibc"],
  ["32 bits", "narrow", "/lib/ld-musl-armhf.so.1", "musl"],
  ["32 bits", "narrow", "/lib/ld-linux-armhf.so.3", "glibc"],
] as const)("of a program of %s (%s) that is loaded by %s it is %s", async (_bits, form, loader, libc) => {
  const program = join(directory, "node");
  await writeFile(program, elfFile(form, loader));

  expect(readLibc(program)).toBe(libc);
});

describe.runIf(isLinux).each([
  ["is not there", undefined],
  ["is empty", Buffer.alloc(0)],
  ["is no program", Buffer.from("#!/bin/sh\n".repeat(50))],
  ["ends in its header", elfFile("wide", "/lib/ld-musl-x86_64.so.1").subarray(0, 30)],
  ["ends in its segments", elfFile("wide", "/lib/ld-musl-x86_64.so.1").subarray(0, 70)],
  ["has segments of no size", sizeless()],
])("of a program that %s", (_what, content) => {
  test("Node reports it, without a look at open connections", async () => {
    const program = join(directory, "node");
    if (content !== undefined) await writeFile(program, content);
    const report = vi.spyOn(process.report, "getReport");

    expect(readLibc(program)).toBe(readLibc());

    expect(report).toHaveBeenCalledOnce();
    const reported = report.mock.results[0]?.value as { readonly header: object };
    expect(reported.header).not.toHaveProperty("networkInterfaces");
    expect((process.report.getReport() as { readonly header: object }).header).toHaveProperty("networkInterfaces");
  });
});

/** A program of two segments; the second one names its loader. */
function elfFile(form: "wide" | "narrow", loader: string): Buffer {
  const isWide = form === "wide";
  const [headerBytes, segmentBytes] = isWide ? [64, 56] : [52, 32];
  const file = Buffer.alloc(1024);
  file.write("\u007FELF", "latin1");
  file.set([isWide ? 2 : 1, 1], 4);
  file.writeUInt32LE(headerBytes, isWide ? 0x20 : 0x1c);
  file.writeUInt16LE(segmentBytes, isWide ? 0x36 : 0x2a);
  file.writeUInt16LE(2, isWide ? 0x38 : 0x2c);
  const segment = headerBytes + segmentBytes;
  file.writeUInt32LE(1, headerBytes);
  file.writeUInt32LE(3, segment);
  file.writeUInt32LE(512, segment + (isWide ? 0x08 : 0x04));
  file.writeUInt32LE(loader.length + 1, segment + (isWide ? 0x20 : 0x10));
  file.write(loader, 512, "latin1");
  return file;
}

function sizeless(): Buffer {
  const file = elfFile("wide", "/lib/ld-musl-x86_64.so.1");
  file.writeUInt16LE(0, 0x36);
  return file;
}
