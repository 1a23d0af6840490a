import type { PackageFiles } from "../lifecycle/read-components.ts";
import type { CodeWatch, PackageCode } from "../lifecycle/package-code.ts";
import { openSandboxedCode } from "./sandboxed-code.ts";
import { type SandboxProcess, startSandboxProcess } from "./sandbox-process.ts";
import type { VmLimits } from "./runner/messages.ts";

/** Where a host runs the code that it does not trust. */
export type SandboxPool = {
  /** Puts the code of `pkg` into a sandbox of its own. Throws `BundleError` and `SandboxError`. */
  open(pkg: PackageFiles, limits: Partial<VmLimits>, watch: CodeWatch): Promise<PackageCode>;
  /** Ends all sandboxes. */
  stop(): void;
};

/** What a package may use that asks for nothing else. */
const limitsDefault: VmLimits = {
  memoryBytes: 64 * 1024 * 1024,
  stretchMs: 500,
  messageCharsMax: 4_000_000,
  messagesMax: 10_000,
};

/** Returns a pool; its process starts when the first package needs it. */
export function createSandboxPool(): SandboxPool {
  let process: SandboxProcess | undefined;
  return {
    open: (pkg, limits, watch) =>
      openSandboxedCode(pkg, {
        process: (process ??= startSandboxProcess()),
        limits: { ...limitsDefault, ...limits },
        watch,
      }),
    stop() {
      process?.stop();
      process = undefined;
    },
  };
}
