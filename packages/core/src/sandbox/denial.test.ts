// SPEC.md §8. The denial matrix: what code may not do in an engine, and what code that got out of one may not do either.
import { spawn } from "node:child_process";
import { closeSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, expect, test } from "vitest";

import { aPluginPackage } from "../testing/packages.ts";
import { type LaidHost, startLaidHost } from "../testing/running-hosts.ts";
import { runnerCommand } from "./runner-command.ts";
import { runnerUrl } from "./sandbox-files.ts";

const denied = "ERR_ACCESS_DENIED";
const noFunction = "TypeError";
const noModule = "ERR_UNKNOWN_BUILTIN_MODULE";

/** What is asked for, in V8 and with Node around it, by who got out of the engine; how it is denied. */
const ofTheProcess: readonly (readonly [what: string, attempt: string, code: string])[] = [
  ["fs: reads a file", 'require("node:fs").readFileSync("/etc/passwd")', denied],
  ["fs: lists a directory", 'require("node:fs").readdirSync("/")', denied],
  ["fs: reads where it was started", 'require("node:fs").readdirSync(process.cwd())', denied],
  ["fs: reads through its own record", 'require("node:fs").readFileSync("/proc/self/fd/3")', denied],
  ["fs: writes a file", 'require("node:fs").writeFileSync("/tmp/larder-escaped", "x")', denied],
  ["fs: writes beside its own files", 'require("node:fs").writeFileSync(runner + ".js", "x")', denied],
  ["fs: changes its own files", 'require("node:fs").writeFileSync(runner, "x")', denied],
  ["fs: makes a link", 'require("node:fs").symlinkSync("/etc", "/tmp/larder-link")', denied],
  ["net: opens a connection", 'require("node:net").connect({ port, host: "127.0.0.1" })', denied],
  ["net: listens", 'require("node:net").createServer().listen(0)', denied],
  ["net: asks over HTTP", "fetch(`http://127.0.0.1:${port}/`)", denied],
  [
    "net: sends a datagram",
    'new Promise((resolve, reject) => require("node:dgram").createSocket("udp4").on("error", reject).send("x", port, "127.0.0.1", (failure) => failure ? reject(failure) : resolve()))',
    denied,
  ],
  ["dns: asks for a name", 'require("node:dns").promises.lookup("localhost")', denied],
  ["dns: asks a name server", 'new (require("node:dns").promises.Resolver)().resolve4("packages.example")', denied],
  ["unix socket: opens one", 'require("node:net").connect({ path: "/tmp/larder.sock" })', denied],
  ["unix socket: listens on one", 'require("node:net").createServer().listen("/tmp/larder.sock")', denied],
  [
    "spawn: runs a program",
    '(() => { const { error } = require("node:child_process").spawnSync("/bin/true"); if (error) throw error; })()',
    denied,
  ],
  ["spawn: forks itself", 'require("node:child_process").fork(runner)', denied],
  ["worker: starts a thread", 'new (require("node:worker_threads").Worker)("1", { eval: true })', denied],
  ["addon: loads one", 'process.dlopen({ exports: {} }, "/tmp/addon.node")', "ERR_DLOPEN_DISABLED"],
  ["addon: loads native code", 'require("node:ffi").dlopen("libc.so.6", {})', denied],
  [
    "addon: starts a WASI that reads",
    'new (require("node:wasi").WASI)({ version: "preview1", preopens: { "/": "/" } })',
    denied,
  ],
  ["inspector: opens one", 'require("node:inspector").open(0)', denied],
  ["inspector: inspects itself", 'new (require("node:inspector").Session)().connect()', denied],
  [
    "env: finds a variable",
    '(() => { if (Object.keys(process.env).length === 0) throw { code: "EMPTY" }; })()',
    "EMPTY",
  ],
  ["sqlite: writes a database", 'new (require("node:sqlite").DatabaseSync)("/tmp/larder-escaped.db")', noModule],
  ["kill: signals its host", "process.kill(process.ppid, 0)", noFunction],
  ["kill: signals its host without Node's own checks", "process._kill(process.ppid, 0)", noFunction],
  ["kill: lets its host be inspected", "process._debugProcess(process.ppid)", noFunction],
  [
    "kill: finds it among a module's exports",
    'import("node:process").then(({ kill }) => kill(process.ppid, 0))',
    noFunction,
  ],
  ["kill: slows its host down", 'require("node:os").setPriority(process.ppid, 19)', noFunction],
  ["kill: becomes another program", 'process.execve("/bin/true", ["true"], {})', denied],
  ["kill: takes a binding of Node's own", 'process.binding("process_methods")', denied],
];

/** What code of a package asks for in its engine. Each is an expression; nothing of it is there. */
const ofTheEngine: readonly (readonly [what: string, attempt: string])[] = [
  ["fs: require", "(0, eval)('require')('node:fs')"],
  ["fs: a module of Node", "import(['node', 'fs'].join(':'))"],
  ["fs: a file as a module", "import(['/etc', 'passwd'].join('/'))"],
  ["net: fetch", "fetch('http://127.0.0.1/')"],
  ["net: WebSocket", "new WebSocket('ws://127.0.0.1/')"],
  ["net: XMLHttpRequest", "new XMLHttpRequest()"],
  ["worker: Worker", "new Worker('1')"],
  ["worker: WebAssembly", "new WebAssembly.Memory({ initial: 1 })"],
  ["spawn: process.binding", "process.binding('spawn_sync')"],
  ["spawn: process through a constructor", "(() => {}).constructor('return process')().exit()"],
  ["env: process.env", "process.env"],
  ["kill: process.kill", "process.kill(process.ppid)"],
  ["the engine's door", "__door.send('x')"],
  ["the kernel that comes before it", "__larder.serve({})"],
];

let server: Server;
let outcomes: { readonly [what: string]: string };
let host: LaidHost;

beforeAll(async () => {
  server = createServer((socket) => void socket.end("reached"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  outcomes = await runInRunner(attemptAll(server));
  const actions = ofTheEngine.map(([, attempt], index) => `a${index}: async () => { await (${attempt}); }`);
  host = await startLaidHost([
    aPluginPackage("@home/escaping", `{ actions: { ${actions.join(", ")} } }`, { mode: "sandboxed" }),
  ]);
});

afterAll(async () => {
  server.close();
  await host[Symbol.asyncDispose]();
});

// Signals to processes of the same user are the one thing that Node does not deny; it is taken away from it.
test.each(ofTheProcess)("[B9] [X49] of the process: %s", (what, _, code) => {
  expect(outcomes[what]).toBe(code);
});

test.each(ofTheEngine.map(([what], index) => [what, index] as const))(
  "[B9] [X51] of the engine: %s",
  async (_, index) => {
    await expect(host.call(`escaping.a${index}`, {})).rejects.toThrow("`@home/escaping`");
    const { log } = host.status();
    const failure = String(
      (log.findLast(({ message }) => message === `\`escaping.a${index}\` failed`)?.facts as { failure?: unknown })
        ?.failure,
    );
    expect(failure).toMatch(/is not defined|could not load module|cannot read property|not a function|undefined/i);
  },
);

test.runIf(process.platform === "linux")(
  "[B9] of the system: what the process may hold, leave of itself and write, whatever code is in it",
  () => {
    const [{ pid } = { pid: undefined }] = host.status().sandboxes;
    const limits = readFileSync(`/proc/${String(pid)}/limits`, "utf8");

    expect(limits).toMatch(/^Max data size +2147483648 +2147483648 +bytes/m);
    expect(limits).toMatch(/^Max core file size +0 +0 +bytes/m);
    expect(limits).toMatch(/^Max file size +(?:512|1024) +(?:512|1024) +bytes/m);
  },
);

/** A program that attempts all of them and prints how each was denied. */
function attemptAll(reachable: Server): string {
  const address = reachable.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const attempts = ofTheProcess.map(([what, attempt]) => `${JSON.stringify(what)}: () => (${attempt})`);
  return `
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
    for (const [name, attempt] of Object.entries({ ${attempts.join(",\n")} })) {
      try { await settle(attempt()); outcomes[name] = "done"; } catch (failure) { outcomes[name] = failure.code ?? failure.cause?.code ?? failure.name ?? String(failure); }
    }
    console.log(JSON.stringify(outcomes));
    process.exit();`;
}

/** Runs `code` in V8 where the runner would run, started in the very same way. */
async function runInRunner(code: string): Promise<{ readonly [what: string]: string }> {
  const { command, args, record } = runnerCommand();
  const program = `(async () => { const require = process.getBuiltinModule("node:module").createRequire("file:///"); ${code} })();`;
  const changed = args.flatMap((arg) => (arg === fileURLToPath(runnerUrl) ? ["--eval", program] : [arg]));
  const child = spawn(command, changed, { env: {}, stdio: ["ignore", "pipe", "inherit", record] });
  closeSync(record);
  return JSON.parse(await text(child.stdout as NodeJS.ReadableStream)) as { readonly [what: string]: string };
}
