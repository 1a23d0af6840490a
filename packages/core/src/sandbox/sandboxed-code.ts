import { type PackageFiles, readPackageCode } from "../lifecycle/read-components.ts";
import type { CodeWatch, PackageCode } from "../lifecycle/package-code.ts";
import { bundlePackage } from "./bundle-package.ts";
import { hostCodec } from "./host-codec.ts";
import { lastingMethods } from "./host-context.ts";
import type { VmLimits } from "./runner/messages.ts";
import { SandboxError } from "./sandbox-error.ts";
import type { SandboxProcess } from "./sandbox-process.ts";
import { type Callee, Peer, rootRef } from "./wire/peer.ts";

const sharedMax = 100_000;

function dropText(_text: string): void {
  // Nothing is asked of a sandbox before it is there.
}

/** What it takes to run a package in a sandbox. */
export type SandboxMeans = { readonly process: SandboxProcess; readonly limits: VmLimits; readonly watch: CodeWatch };

/**
 * Puts the code of `pkg` into a sandbox and returns it as the host runs code: each function is one that
 * asks the sandbox. What is bundled has no other way to the host than these calls and their contexts.
 *
 * Throws `BundleError` and {@link SandboxError}.
 */
export async function openSandboxedCode(pkg: PackageFiles, means: SandboxMeans): Promise<PackageCode> {
  const modules = pkg.components.filter(({ kind, status }) => status === "ok" && hasExports(kind));
  const bundle = await bundlePackage({ ...pkg, components: modules });
  const { peer, close } = await openLine(pkg.name, bundle, means);
  try {
    const code = await readPackageCode(
      pkg,
      async ({ path }) => (await peer.call(rootRef, "import", [path])) as { readonly [name: string]: unknown },
    );
    return { ...code, close };
  } catch (failure) {
    close();
    throw failure;
  }
}

/** Makes the sandbox and connects it. */
async function openLine(
  packageName: string,
  bundle: string,
  { process, limits, watch }: SandboxMeans,
): Promise<{ readonly peer: Peer; readonly close: () => void }> {
  const tooLong = `its code ran for more than ${limits.stretchMs} ms without a pause`;
  // The sandbox may speak while its modules are evaluated, before anyone can answer.
  let send = dropText;
  const peer = new Peer(answerRoot(watch), {
    send: (text) => send(text),
    codec: hostCodec(),
    lasts: (method) => method !== null && lastingMethods.has(method),
    sharedMax,
  });
  const end = (reason: string): SandboxError => {
    const failure = new SandboxError(packageName, reason);
    peer.close(failure);
    return failure;
  };
  const vm = await process
    .create(bundle, limits, {
      onText: (text) => receive(text),
      onInterrupted: () => peer.interrupt(new SandboxError(packageName, tooLong)),
      onBroken: (reason) => watch.onBroken(end(reason)),
    })
    .catch((failure: unknown) => {
      throw new SandboxError(packageName, failure instanceof Error ? failure.message : String(failure));
    });
  send = (text) => vm.send(text);

  function receive(text: string): void {
    try {
      peer.receive(text);
    } catch (failure) {
      watch.onBroken(end(`it sent what is no message: ${String(failure)}`));
    }
  }

  return {
    peer,
    close() {
      vm.dispose();
      end("it was closed");
    },
  };
}

/** Which components are modules that the host reads. */
function hasExports(kind: string): boolean {
  return ["plugin", "link", "function", "actor"].includes(kind);
}

function answerRoot(watch: CodeWatch): Callee {
  return (method, args) => {
    if (method === "console") watch.onConsole(String(args[0]), String(args[1]));
    else if (method === "stray") watch.onStray(args[0]);
    else throw new TypeError(`There is no \`${String(method)}\``);
  };
}
