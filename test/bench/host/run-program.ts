import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Runs `program` in a process of its own with `settings`, and returns what it answers. Throws when it ends without. */
export async function runProgram(program: URL, settings: unknown): Promise<unknown> {
  const child = fork(fileURLToPath(program), [], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { ...process.env, NODE_ENV: "production" },
  });
  const ended = once(child, "exit");
  const answered = once(child, "message");
  child.send({ settings });
  const first = await Promise.race([answered, ended.then(() => undefined)]);
  if (first === undefined) throw new Error(`\`${program.pathname}\` ended without an answer`);
  child.disconnect();
  await ended;
  return first[0];
}

/** Answers the parent of this program, which ends then. */
export function answerParent(answer: object): void {
  process.send?.(answer);
}
