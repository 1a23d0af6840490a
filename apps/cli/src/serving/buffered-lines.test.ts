import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Runs `program` with a logger as commands have it, its stderr a pipe, and returns what came there. */
async function logged(program: string): Promise<string[]> {
  const source = `import { createLogger } from ${JSON.stringify(`${here}logger.ts`)};
    const logger = createLogger("info");
    ${program}`;
  const run = promisify(execFile)(process.execPath, ["--input-type=module-typescript", "-e", source]);
  const { stderr } = await run.catch((error: unknown) => error as { stderr: string });
  return stderr
    .split("\n")
    .flatMap((line) => (line.startsWith("{") ? [(JSON.parse(line) as { msg: string }).msg] : []));
}

test("lines that wait are written when the process ends, in their order", async () => {
  expect(await logged(`for (let i = 0; i < 1000; i++) logger.info("line " + i);`)).toEqual(
    Array.from({ length: 1000 }, (_, index) => `line ${index}`),
  );
});

test("lines that wait are written when an error ends the process", async () => {
  expect(await logged(`logger.info("before"); throw new Error("enough");`)).toEqual(["before"]);
});

test("a warning is written at once, after what came before it", async () => {
  const lines = await logged(`logger.info("first"); logger.warn("second"); logger.info("lost");
    process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000);`);

  expect(lines).toEqual(["first", "second"]);
});

test("a line that nothing follows is written soon", async () => {
  const lines = await logged(`logger.info("alone"); setTimeout(() => process.kill(process.pid, "SIGKILL"), 1000);`);

  expect(lines).toEqual(["alone"]);
});
