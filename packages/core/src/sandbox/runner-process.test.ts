// SPEC.md §8. The process that runs sandboxes, seen from outside.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";

import { promisify } from "node:util";

import { expect, onTestFinished, test, vi } from "vitest";

import { createSandboxPool } from "./sandbox-pool.ts";
import { startSandboxProcess, VmEndError } from "./sandbox-process.ts";

const limits = {
  memoryBytes: 64 * 1024 * 1024,
  stretchMs: 500,
  messageCharsMax: 1000,
  messagesMax: 1000,
  charsMax: 100_000,
  timersMax: 10,
};
const kernel = "globalThis.__entry = {}";
const creation = { code: "1", extensions: [], limits, packageName: "@home/any" };
const listener = { onText: () => undefined, onInterrupted: () => undefined, onEnd: () => undefined };
const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("[B8] every sandbox hears at once that its process was killed, and why, and the next one is refused", async () => {
  const sandboxes = startSandboxProcess();
  const ended: unknown[] = [];
  for (const name of ["first", "second"]) {
    const vm = { ...listener, onEnd: (end: object) => ended.push({ name, ...end }) };
    await sandboxes.create(kernel, { ...creation, packageName: name }, vm);
  }
  expect(sandboxes.packages).toEqual(["first", "second"]);
  process.kill(sandboxes.pid ?? 0, "SIGKILL");
  await vi.waitFor(() => expect(ended).toHaveLength(2), 10_000);
  const end = { reason: "its process ended with SIGKILL", isOwnFault: true, tookProcess: true };
  expect(ended).toEqual([
    { name: "first", ...end },
    { name: "second", ...end },
  ]);
  expect(sandboxes.isOpen).toBe(false);
  await expect(sandboxes.create(kernel, creation, listener)).rejects.toThrow(VmEndError);
});

test("[B19] [X49] a process that is there answers, and one that has stopped without an end is ended", async () => {
  const sandboxes = startSandboxProcess({ everyMs: 50, silentMsMax: 1500 });
  onTestFinished(() => sandboxes.stop());
  const ends: unknown[] = [];
  await sandboxes.create(kernel, creation, { ...listener, onEnd: (end) => ends.push(end) });
  await new Promise((resolve) => setTimeout(resolve, 2000));
  expect(sandboxes.isOpen).toBe(true);

  process.kill(sandboxes.pid ?? 0, "SIGSTOP");
  await vi.waitFor(() => expect(ends).toHaveLength(1), 20_000);

  expect(ends).toMatchObject([{ reason: "its process said nothing for 1500 ms", tookProcess: true }]);
  expect(sandboxes.isOpen).toBe(false);
  await vi.waitFor(() => expect(isRunning(sandboxes.pid ?? 0)).toBe(false), 10_000);
});

test("[B7] top-level code that throws, or does not end, is told with its reason", async () => {
  const sandboxes = startSandboxProcess();
  onTestFinished(() => sandboxes.stop());
  const tried = (code: string): Promise<unknown> => sandboxes.create(kernel, { ...creation, code }, listener);
  await expect(tried("throw new Error('no')")).rejects.toThrow("Error: no");
  await expect(tried("for (;;);")).rejects.toThrow("its modules did not come to an end");
  await expect(tried("const deeper = () => deeper() + 1; deeper()")).rejects.toThrow(/stack/);
  await expect(tried("1")).resolves.toBeDefined();
});

test("[B7] processes are gone with their pool, and with a host that is killed", async () => {
  const program = `
    const { startSandboxProcess } = await import(${JSON.stringify(new URL("./sandbox-process.ts", import.meta.url).href)});
    setInterval(() => {}, 1000);
    const limits = ${JSON.stringify(limits)};
    const sandboxes = startSandboxProcess();
    const listener = { onText() {}, onInterrupted() {}, onEnd() {} };
    await sandboxes.create("globalThis.__entry = {}", { code: "1", extensions: [], limits, packageName: "odd" }, listener);
    console.log(sandboxes.pid);`;
  const host = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said] = await once(host.stdout, "data");
  const pid = Number(String(said));
  expect(isRunning(pid)).toBe(true);
  host.kill("SIGKILL");
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false), 20_000);
});

test("[B7] a host that has nothing else to do ends although a sandbox runs", async () => {
  const program = `
    const { startSandboxProcess } = await import(${JSON.stringify(new URL("./sandbox-process.ts", import.meta.url).href)});
    startSandboxProcess();`;
  const ended = promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], { timeout: 30_000 });
  await expect(ended).resolves.toMatchObject({ stderr: "" });
});

test("[B11] a pool that was stopped refuses, naming the package", async () => {
  const pool = createSandboxPool();
  pool.stop();
  const pkg = { name: "@home/late", directory: import.meta.dirname, components: [] };
  const watch = { onConsole: () => undefined, onStray: () => undefined, onBroken: () => undefined };
  await expect(pool.open(pkg, {}, watch)).rejects.toThrow("`@home/late` cannot run sandboxed: the host stops");

  expect(pool.list()).toEqual([]);
});

test("[B10] a sandbox may answer as often as it is called, and is ended when it sends as much of its own accord", async () => {
  const sandboxes = startSandboxProcess();
  onTestFinished(() => sandboxes.stop());
  const answering = `globalThis.send = __door.send; globalThis.__entry = { receive: () => send('["done",1]'), wake() {} }`;
  const talking = 'for (let sent = 0; sent < 1500; sent += 1) send("[]")';
  const texts: string[] = [];
  const ends: object[] = [];

  const called = await sandboxes.create(answering, creation, { ...listener, onText: (text) => void texts.push(text) });
  for (let calls = 0; calls < 3000; calls += 1) called.send('["call",1,0,null,[]]');
  await sandboxes
    .create(answering, { ...creation, code: talking }, { ...listener, onEnd: (end) => void ends.push(end) })
    .catch((failure: unknown) => void ends.push({ reason: String(failure) }));

  await vi.waitFor(() => expect(texts).toHaveLength(3000), 10_000);
  await vi.waitFor(
    () => expect(ends).toMatchObject([{ reason: expect.stringContaining("more than 1000 messages") }]),
    10_000,
  );
});
