import { type PackageFiles, readPackageCode } from "../lifecycle/read-components.ts";
import type { CodeWatch, PackageCode } from "../lifecycle/package-code.ts";
import type { BundleSubject } from "./bundle-package.ts";
import { hostCodec } from "./host-codec.ts";
import { isLasting } from "./host-context.ts";
import { commandCharsMax, type VmLimits } from "./runner/messages.ts";
import { SandboxError } from "./sandbox-error.ts";
import { type VmEnd, VmEndError, type VmListener, type Vm } from "./sandbox-process.ts";
import { type Callee, Peer, rootRef } from "./wire/peer.ts";

const sharedMax = 100_000;
/** Far more than a package waits for at once, and few enough to keep. */
const answeringMax = 10_000;
/** Of one text to a sandbox: with what stands around it, one line. */
const sentCharsMax = commandCharsMax / 2;

/** Who is interrupted so often holds up what runs in the same process. */
const interruptionsMax = 10;

function dropText(_text: string): void {
  // Nothing is asked of a sandbox before it is there.
}

/** What it takes to run a package in a sandbox. */
export type SandboxMeans = {
  readonly limits: VmLimits;
  readonly watch: CodeWatch;
  /** Returns the code of a package as one script. */
  readonly bundle: (subject: BundleSubject) => Promise<string>;
  /** Makes the sandbox, in whatever process has room for it. */
  readonly create: (code: string, listener: VmListener) => Promise<Vm>;
};

/**
 * Puts the code of `pkg` into a sandbox and returns it as the host runs code: each function is one that
 * asks the sandbox. What is bundled has no other way to the host than these calls and their contexts.
 *
 * Throws `BundleError` and {@link SandboxError}.
 */
export async function openSandboxedCode(pkg: PackageFiles, means: SandboxMeans): Promise<PackageCode> {
  const { instancePerCall = false } = pkg;
  const modules = pkg.components.filter(({ kind, status }) => status === "ok" && hasExports(kind));
  const bundle = await means.bundle({ name: pkg.name, directory: pkg.directory, components: modules });
  const { peer, close } = await openLine(pkg.name, bundle, means);
  try {
    const code = await readPackageCode(
      pkg,
      async ({ path, kind, name }) =>
        (await peer.call(rootRef, "import", [path, { kind, name, instancePerCall }])) as {
          readonly [name: string]: unknown;
        },
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
  { create, limits, watch }: SandboxMeans,
): Promise<{ readonly peer: Peer; readonly close: () => void }> {
  const tooLong = `its code ran for more than ${limits.stretchMs} ms without a pause`;
  // The sandbox may speak while its modules are evaluated, before anyone can answer.
  let send = dropText;
  const peer = new Peer(answerRoot(watch), {
    send: (text) => send(text),
    codec: hostCodec(),
    lasts: (method) => method !== null && isLasting(method),
    sharedMax,
    answeringMax,
    sentCharsMax,
  });
  const end = (reason: string): SandboxError => {
    const failure = new SandboxError(packageName, reason);
    peer.close(failure);
    return failure;
  };
  const fall = ({ reason, isOwnFault }: Pick<VmEnd, "reason" | "isOwnFault">): void =>
    watch.onBroken({ failure: end(reason), isOwnFault });
  let interruptions = 0;
  let vm: Vm | undefined;
  vm = await create(bundle, {
    onText: (text) => receive(text),
    onInterrupted(textsTaken) {
      interruptions += 1;
      if (interruptions < interruptionsMax) peer.interrupt(new SandboxError(packageName, tooLong), textsTaken);
      else fallOut(`${tooLong}, ${interruptions} times`);
    },
    onEnd: fall,
  }).catch((failure: unknown) => {
    throw failure instanceof VmEndError ? end(failure.message) : failure;
  });
  const made = vm;
  send = (text) => made.send(text);

  function fallOut(reason: string): void {
    vm?.dispose();
    fall({ reason, isOwnFault: true });
  }

  function receive(text: string): void {
    try {
      peer.receive(text);
    } catch (failure) {
      fallOut(`it sent what is no message: ${String(failure)}`);
    }
  }

  return {
    peer,
    close() {
      made.dispose();
      end("it was closed");
    },
  };
}

/** Which components are modules that the host reads. */
function hasExports(kind: string): boolean {
  return ["plugin", "link", "function", "actor", "service"].includes(kind);
}

function answerRoot(watch: CodeWatch): Callee {
  return (method, args) => {
    if (method === "console") watch.onConsole(String(args[0]), String(args[1]));
    else if (method === "stray") watch.onStray(args[0]);
    else throw new TypeError(`There is no \`${String(method)}\``);
  };
}
