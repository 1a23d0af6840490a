import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

import { expect, test } from "vitest";

const runChildUrl = new URL("run-child.mjs", import.meta.url).href;

/** A process that runs `script` through `runChild`, as the toolchain does. */
function parentOf(script: string) {
  const child = JSON.stringify({ command: process.execPath, args: ["-e", script], cwd: "." });
  const parent = `
    import { runChild } from ${JSON.stringify(runChildUrl)};
    process.exitCode = await runChild({ ...${child}, env: process.env });
  `;
  return spawn(process.execPath, ["--input-type=module", "-e", parent], { stdio: ["ignore", "pipe", "inherit"] });
}

test("the exit code and the output of the child come through", async () => {
  const parent = parentOf("console.log('{}'); process.exitCode = 7");

  const [printed, [code]] = await Promise.all([text(parent.stdout), once(parent, "close")]);

  expect({ printed, code }).toEqual({ printed: "{}\n", code: 7 });
});

test.for(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s lets the child finish", async (signal) => {
  const parent = parentOf(`
    process.on("${signal}", () => setTimeout(() => { console.log("finished"); process.exit(9); }, 50));
    console.log("ready"); setTimeout(() => {}, 20_000);
  `);
  await once(parent.stdout, "data");

  parent.kill(signal);
  const [printed, [code]] = await Promise.all([text(parent.stdout), once(parent, "close")]);

  expect({ printed, code }).toEqual({ printed: "finished\n", code: 9 });
});

test("a child that a signal ended gives the exit code that a shell gives", async () => {
  const [code] = await once(parentOf("process.kill(process.pid, 'SIGKILL')"), "close");

  expect(code).toBe(137);
});

test("the child stops when whoever started us is gone, as npm does not pass SIGTERM on", async () => {
  const grandparent = spawn(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `import { spawn } from "node:child_process";
       const script = "process.on('SIGTERM', () => { console.log('stopped'); process.exit(); }); console.log('ready'); setTimeout(() => {}, 20_000)";
       const parent = \`import { runChild } from ${JSON.stringify(runChildUrl)};
         await runChild({ command: process.execPath, args: ["-e", \${JSON.stringify(script)}], cwd: ".", env: process.env });\`;
       spawn(process.execPath, ["--input-type=module", "-e", parent], { stdio: "inherit" });`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  await once(grandparent.stdout, "data");

  grandparent.kill("SIGKILL");

  expect(await text(grandparent.stdout)).toBe("stopped\n");
});
