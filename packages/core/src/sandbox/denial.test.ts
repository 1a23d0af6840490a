// SPEC.md §8. Code that got out of the engine would run in this process, with these flags.
import { spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { createServer } from "node:net";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import { expect, onTestFinished, test } from "vitest";

import { runnerCommand } from "./runner-command.ts";
import { runnerUrl } from "./sandbox-files.ts";

/** Each returns, or resolves, when it got what it asked for. */
const attempts = {
  "reads a file": 'require("node:fs").readFileSync("/etc/passwd")',
  "lists a directory": 'require("node:fs").readdirSync("/")',
  "reads where it was started": 'require("node:fs").readdirSync(process.cwd())',
  "writes a file": 'require("node:fs").writeFileSync("/tmp/larder-escaped", "x")',
  "writes beside its own files": 'require("node:fs").writeFileSync(runner + ".js", "x")',
  "changes its own files": 'require("node:fs").writeFileSync(runner, "x")',
  "makes a link": 'require("node:fs").symlinkSync("/etc", "/tmp/larder-link")',
  "opens a connection": 'require("node:net").connect({ port, host: "127.0.0.1" })',
  "opens a socket of the system": 'require("node:net").connect({ path: "/tmp/larder.sock" })',
  listens: 'require("node:net").createServer().listen(0)',
  "asks over HTTP": "fetch(`http://127.0.0.1:${port}/`)",
  "asks for a name": 'require("node:dns").promises.lookup("localhost")',
  "asks a name server": 'new (require("node:dns").promises.Resolver)().resolve4("packages.example")',
  "sends a datagram":
    'new Promise((resolve, reject) => require("node:dgram").createSocket("udp4").on("error", reject).send("x", port, "127.0.0.1", (failure) => failure ? reject(failure) : resolve()))',
  "runs a program": 'const { error } = require("node:child_process").spawnSync("/bin/true"); if (error) throw error',
  "forks itself": 'require("node:child_process").fork(runner)',
  "starts a thread": 'new (require("node:worker_threads").Worker)("1", { eval: true })',
  "loads an addon": 'process.dlopen({ exports: {} }, "/tmp/addon.node")',
  "loads native code": 'require("node:ffi").dlopen("libc.so.6", {})',
  "opens an inspector": 'require("node:inspector").open(0)',
  "inspects itself": 'new (require("node:inspector").Session)().connect()',
  "starts a WASI that reads": 'new (require("node:wasi").WASI)({ version: "preview1", preopens: { "/": "/" } })',
} as const;

test(
  "[B9] the process that runs sandboxes may not read, write, connect, spawn, load or inspect, and has no environment",
  { timeout: 60_000 },
  async () => {
    const server = createServer((socket) => void socket.end("reached"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;

    const outcome = await runInRunner(`
    const runner = ${JSON.stringify(fileURLToPath(runnerUrl))};
    const port = ${String(port)};
    const outcomes = {};
    const settle = async (started) => {
      if (typeof started?.then === "function") return await started;
      if (typeof started?.once === "function") await new Promise((resolve, reject) => {
        started.once("error", reject);
        for (const good of ["connect", "listening", "message", "online", "spawn"]) started.once(good, resolve);
      });
    };
    const attempts = { ${Object.entries(attempts)
      .map(([name, code]) => `${JSON.stringify(name)}: () => { ${code.includes(";") ? code : `return ${code}`} }`)
      .join(",\n")} };
    for (const [name, attempt] of Object.entries(attempts)) {
      try { await settle(attempt()); outcomes[name] = "done"; } catch (failure) { outcomes[name] = failure.code ?? failure.cause?.code ?? String(failure); }
    }
    console.log(JSON.stringify({ environment: Object.keys(process.env), outcomes }));
    process.exit();`);

    expect(outcome).toEqual({
      environment: [],
      outcomes: {
        ...Object.fromEntries(Object.keys(attempts).map((name) => [name, "ERR_ACCESS_DENIED"])),
        "loads an addon": "ERR_DLOPEN_DISABLED",
      },
    });
  },
);

/** Runs `code` in V8 where the runner would run, started in the very same way. */
async function runInRunner(code: string): Promise<unknown> {
  const { command, args, record } = runnerCommand();
  const program = `(async () => { const require = process.getBuiltinModule("node:module").createRequire("file:///"); ${code} })();`;
  const changed = args.flatMap((arg) => (arg === fileURLToPath(runnerUrl) ? ["--eval", program] : [arg]));
  const child = spawn(command, changed, { env: {}, stdio: ["ignore", "pipe", "inherit", record] });
  closeSync(record);
  return JSON.parse(await text(child.stdout as NodeJS.ReadableStream));
}
