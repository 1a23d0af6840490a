import { availableParallelism } from "node:os";

import type { CodeWatch, PackageCode } from "../lifecycle/package-code.ts";
import type { PackageFiles } from "../lifecycle/read-components.ts";
import { apiVersion } from "@larder/sdk";

import type { Creation, VmLimits } from "./runner/messages.ts";
import { createBundleCache } from "./bundle-cache.ts";
import { bundleKernel } from "./bundle-kernel.ts";
import { type BundleSubject, bundlePackage } from "./bundle-package.ts";
import { readProcessMemory } from "./process-memory.ts";
import { SandboxUnavailableError } from "./sandbox-error.ts";
import { extensionsNamedIn, kernelUrl } from "./sandbox-files.ts";
import {
  type SandboxProcess,
  startSandboxProcess,
  type Vm,
  type VmEnd,
  VmEndError,
  type VmListener,
} from "./sandbox-process.ts";
import { openSandboxedCode } from "./sandboxed-code.ts";

/** Where a host runs the code that it does not trust. */
export type SandboxPool = {
  /** Puts the code of `pkg` into a sandbox of its own. Throws `BundleError`, `SandboxError` and `SandboxUnavailableError`. */
  open(pkg: PackageFiles, limits: Partial<VmLimits>, watch: CodeWatch): Promise<PackageCode>;
  /** The processes that run now. */
  list(): readonly SandboxStatus[];
  /** Ends all sandboxes. */
  stop(): void;
};

/** One process that runs sandboxes. */
export type SandboxStatus = {
  /** Of the operating system; undefined when it did not start. */
  readonly pid: number | undefined;
  /** The packages whose code runs in it, sorted; one stands twice while it is loaded anew. */
  readonly packages: readonly string[];
  /** Undefined where the system does not tell. */
  readonly memoryBytes: number | undefined;
};

/** How a pool is made. */
export type SandboxPoolOptions = {
  /** The most processes that packages share; as many as there are cores when left out. */
  readonly processesMax?: number | undefined;
  /** Where bundles are kept from start to start; nowhere when left out. */
  readonly cacheDirectory?: string | undefined;
};

/** What a package may use that asks for nothing else. */
const limitsDefault: VmLimits = {
  memoryBytes: 64 * 1024 * 1024,
  stretchMs: 500,
  messageCharsMax: 4_000_000,
  messagesMax: 20_000,
  charsMax: 32_000_000,
  timersMax: 10_000,
};

/** Before it, Node's permissions leave the network open. */
const nodeMajorMin = 26;

/** How often a sandbox is made anew when it was not its own fault that it ended. */
const attemptsMax = 3;

/** Returns why this process cannot run sandboxes under `nodeVersion`; undefined when it can. */
export function findObstacle(nodeVersion: string): string | undefined {
  if (Number.parseInt(nodeVersion, 10) >= nodeMajorMin) return undefined;
  return `sandboxes need Node ${nodeMajorMin} or newer, and this is ${nodeVersion}`;
}

/**
 * Returns a pool: as many processes as there are cores, each started when it is first needed. A package that
 * took its process down gets one of its own from then on.
 */
export function createSandboxPool({
  processesMax = availableParallelism(),
  cacheDirectory,
}: SandboxPoolOptions = {}): SandboxPool {
  const code = createCodeSource(cacheDirectory);
  const processes = createProcesses(processesMax);
  let isStopped = false;

  async function create(packageName: string, creation: Creation, listener: VmListener): Promise<Vm> {
    const kernel = await code.ofKernel();
    const note = (end: VmEnd): void => {
      if (end.isOwnFault && end.tookProcess) processes.separate(packageName);
    };
    for (let attempt = 1; ; attempt += 1) {
      if (isStopped) throw new SandboxUnavailableError(packageName, "the host stops");
      try {
        return await processes.for(packageName).create(
          kernel,
          { ...creation, packageName },
          {
            ...listener,
            onEnd(end) {
              note(end);
              listener.onEnd(end);
            },
          },
        );
      } catch (failure) {
        if (!(failure instanceof VmEndError)) throw failure;
        note(failure.end);
        if (failure.end.isOwnFault || attempt === attemptsMax) throw failure;
      }
    }
  }

  return {
    async open(pkg, asked, watch) {
      const obstacle = findObstacle(process.versions.node);
      if (obstacle !== undefined) throw new SandboxUnavailableError(pkg.name, obstacle);
      const limits = { ...limitsDefault, ...asked };
      return await openSandboxedCode(pkg, {
        limits,
        watch,
        bundle: code.ofPackage,
        create: (bundled, listener) =>
          create(pkg.name, { code: bundled, extensions: extensionsNamedIn(bundled), limits }, listener),
      });
    },
    list: () =>
      processes.list().map(({ pid, packages }) => ({
        pid,
        packages,
        memoryBytes: pid === undefined ? undefined : readProcessMemory(pid),
      })),
    stop() {
      isStopped = true;
      for (const running of processes.list()) running.stop();
    },
  };
}

/** Where the code of sandboxes comes from. */
type CodeSource = {
  readonly ofKernel: () => Promise<string>;
  readonly ofPackage: (subject: BundleSubject) => Promise<string>;
};

function createCodeSource(cacheDirectory: string | undefined): CodeSource {
  const cache = createBundleCache(cacheDirectory);
  let kernel: Promise<string> | undefined;
  return {
    ofKernel: () => (kernel ??= cache.get(["kernel", kernelUrl.href, apiVersion], bundleKernel)),
    ofPackage: (subject) =>
      cache.get(["package", apiVersion, subject.directory, ...subject.components.map(({ path }) => path)], () =>
        bundlePackage(subject),
      ),
  };
}

/** The processes of a pool, and which package runs in which. */
type Processes = {
  /** Returns where the sandbox of a package goes, started if it must be. */
  for(packageName: string): SandboxProcess;
  /** Gives a package a process of its own from now on. */
  separate(packageName: string): void;
  list(): readonly SandboxProcess[];
};

function createProcesses(processesMax: number): Processes {
  let shared: readonly SandboxProcess[] = [];
  /** Of the packages that run alone. */
  const own = new Map<string, SandboxProcess | undefined>();

  function placeAlone(packageName: string): SandboxProcess {
    const mine = own.get(packageName);
    if (isOpen(mine)) return mine;
    const started = startSandboxProcess();
    own.set(packageName, started);
    return started;
  }

  function placeAmongOthers(): SandboxProcess {
    shared = shared.filter(isOpen);
    const idle = shared.find(({ size }) => size === 0);
    if (idle !== undefined) return idle;
    if (shared.length < processesMax) shared = [...shared, startSandboxProcess()];
    return shared.reduce((fewest, process) => (process.size < fewest.size ? process : fewest));
  }

  return {
    for: (packageName) => (own.has(packageName) ? placeAlone(packageName) : placeAmongOthers()),
    separate(packageName) {
      if (!own.has(packageName)) own.set(packageName, undefined);
    },
    list: () => [...shared, ...own.values()].filter(isOpen),
  };
}

function isOpen(process: SandboxProcess | undefined): process is SandboxProcess {
  return process?.isOpen === true;
}
