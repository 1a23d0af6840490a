import type { runProcess as run } from "../run-process.ts";
import { CompiledChunks } from "./compiled-chunks.ts";

/** V8 drops what it has compiled of functions that were not called for some time. */
const freshSeconds = 60;

/** As {@link run}, from the bundle in the folder of this file: the build puts it in the place of that. */
export async function runProcess(): Promise<void> {
  const codeDirectory = process.getBuiltinModule("node:module").getCompileCacheDir();
  const chunks = new CompiledChunks({ directory: import.meta.dirname, codeDirectory });
  const program = chunks.load("./run-process.cjs") as { readonly runProcess: typeof run };
  await program.runProcess((command) =>
    process.once("exit", (code) => {
      // One that has failed has not called all that it calls otherwise.
      if (code === 0 && process.uptime() < freshSeconds) chunks.keep(command);
    }),
  );
}
