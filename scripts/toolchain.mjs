// What `npm start`, `npm test`, `npm run bench` and `npm run larder` go through. Plain JavaScript for Node 18 and
// later: it finds or fetches the wanted Node and pnpm, installs what the lockfile says, and runs the real command
// with them.
import { ensureInstalled } from "./toolchain/install.mjs";
import { childEnvironment, locateToolchain } from "./toolchain/locate.mjs";
import { planCommand } from "./toolchain/commands.mjs";
import { Refusal } from "./toolchain/refusal.mjs";
import { runChild } from "./toolchain/run-child.mjs";
import { say } from "./toolchain/say.mjs";

try {
  const [command, ...args] = process.argv.slice(2);
  const plan = planCommand(command, args, process.env["INIT_CWD"] ?? process.cwd());
  const toolchain = locateToolchain();
  const environment = childEnvironment(process.env, toolchain);
  ensureInstalled(plan.scope, environment);

  const env = { ...plan.env, ...environment };
  process.exitCode = await runChild({ command: toolchain.node, args: plan.args, cwd: plan.cwd, env });
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  say(`${error.message}.\n${error.hint}`);
  process.exitCode = 1;
}
