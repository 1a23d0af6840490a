import { realpathSync } from "node:fs";

import { inspectPackage } from "@larder/package-contents";
import type { Permission } from "@larder/sdk";
import { diskTree } from "@larder/tarball";

import type { CodeWatch } from "./lifecycle/package-code.ts";
import { createSandboxPool } from "./sandbox/sandbox-pool.ts";

/** Nobody listens to what code says that is only read. */
const silence: CodeWatch = { onConsole: () => undefined, onStray: () => undefined, onBroken: () => undefined };

/**
 * Returns the rules that the plugins of the package in `directory` repeat in their code, in their order, each once;
 * undefined when none of them does. The code is evaluated in a sandbox, and none of it is started.
 *
 * Throws what `SandboxPool.open` throws: for code that needs Node, or cannot be read.
 */
export async function readWrittenPermissions(directory: string): Promise<readonly Permission[] | undefined> {
  const path = realpathSync(directory);
  const { packageJson, components } = inspectPackage(diskTree(path), { typescript: true });
  if (!components.some(({ kind, status }) => kind === "plugin" && status === "ok")) return undefined;
  const name = typeof packageJson["name"] === "string" ? packageJson["name"] : "package";
  const sandboxes = createSandboxPool({ processesMax: 1 });
  // Sandboxes keep no process alive, and this may be all that the process does.
  const alive = setInterval(() => undefined, 60_000);
  try {
    const code = await sandboxes.open({ name, directory: path, components }, {}, silence);
    const written = code.plugins.flatMap(({ plugin }) =>
      plugin.permissions === undefined ? [] : [plugin.permissions],
    );
    code.close?.();
    const rules = new Map(written.flat().map((rule) => [JSON.stringify(rule), rule]));
    return written.length === 0 ? undefined : [...rules.values()];
  } finally {
    clearInterval(alive);
    sandboxes.stop();
  }
}
