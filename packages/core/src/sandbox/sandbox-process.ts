import { commandCharsMax, commandLetters, type Creation, eventLetters, type Line } from "./runner/messages.ts";
import { type RunnerProcess, startRunnerProcess } from "./runner-process.ts";
import type { LifeLimits } from "./watch-life.ts";

/** What ended a sandbox. */
export type VmEnd = {
  readonly reason: string;
  /** Whether its own code did it, and not that of another in the same process. */
  readonly isOwnFault: boolean;
  /** Whether the whole process went with it. */
  readonly tookProcess: boolean;
};

/** What one sandbox tells whoever made it. */
export type VmListener = {
  readonly onText: (text: string) => void;
  /** Its code ran too long at one stretch; it goes on with the next one. */
  readonly onInterrupted: (textsTaken: number) => void;
  /** It is gone. Told once. */
  readonly onEnd: (end: VmEnd) => void;
};

/** One sandbox, seen from the host. */
export type Vm = {
  send(text: string): void;
  dispose(): void;
};

/** A sandbox to be made, and the package that it is for. */
export type NamedCreation = Creation & { readonly packageName: string };

/** A process that runs sandboxes. */
export type SandboxProcess = {
  /** Of the operating system. */
  readonly pid: number | undefined;
  /** How many sandboxes are in it. */
  readonly size: number;
  /** False once it takes no more sandboxes: it is gone, or its memory is used up. */
  readonly isOpen: boolean;
  /** Makes a sandbox, with the same kernel as all of them, and evaluates its code. Rejects with a {@link VmEndError} when it ended while it did. */
  create(kernel: string, creation: NamedCreation, listener: VmListener): Promise<Vm>;
  /** The names of the packages in it, sorted. */
  readonly packages: readonly string[];
  /** Ends the process and all that runs in it. */
  stop(): void;
};

/** A sandbox ended before its modules were evaluated. */
export class VmEndError extends Error {
  readonly end: VmEnd;

  constructor(end: VmEnd) {
    super(end.reason);
    this.name = "VmEndError";
    this.end = end;
  }
}

type Listening = VmListener & {
  readonly packageName: string;
  readonly onCreated: () => void;
  readonly stretchMs: number;
};

/** Starts a process that runs sandboxes. */
export function startSandboxProcess(lifeLimits?: LifeLimits): SandboxProcess {
  const listeners = new Map<number, Listening>();
  let lastVm = 0;
  let gone: string | undefined;
  let isFull = false;
  const runner = startRunnerProcess(lifeLimits, {
    limitMs: (vm) => listeners.get(vm)?.stretchMs,
    onLine: (line) => hear(line),
    onGone(reason, running) {
      gone = reason;
      for (const [vm, end] of whoseFault(reason, running, [...listeners.keys()])) endOne(vm, end);
    },
  });

  function hear({ letter, vm, text }: Line): void {
    const listener = listeners.get(vm);
    if (letter === eventLetters.text) listener?.onText(text);
    else if (letter === eventLetters.created) listener?.onCreated();
    else if (letter === eventLetters.interrupted) listener?.onInterrupted(Number(text));
    else if (letter === eventLetters.broken) {
      endOne(vm, { reason: reasonIn(text), isOwnFault: true, tookProcess: false });
    } else if (letter === eventLetters.full) {
      isFull = true;
      endOne(vm, { reason: reasonIn(text), isOwnFault: false, tookProcess: true });
    } else if (letter !== eventLetters.ready) throw new TypeError(`A line begins with ${letter}`);
  }

  function endOne(vm: number, end: VmEnd): void {
    const listener = listeners.get(vm);
    listeners.delete(vm);
    listener?.onEnd(end);
  }

  return {
    pid: runner.pid,
    get size() {
      return listeners.size;
    },
    get packages() {
      return [...listeners.values()].map(({ packageName }) => packageName).toSorted();
    },
    get isOpen() {
      return gone === undefined && !isFull;
    },
    async create(kernel, creation, listener) {
      if (gone !== undefined) throw new VmEndError({ reason: gone, isOwnFault: false, tookProcess: true });
      if (lastVm === 0) runner.tell(commandLetters.kernel, 0, JSON.stringify(kernel));
      lastVm += 1;
      return await createVm({ runner, listeners, vm: lastVm }, creation, listener);
    },
    stop: () => runner.kill("the host stopped"),
  };
}

type VmPlace = {
  readonly runner: RunnerProcess;
  readonly listeners: Map<number, Listening>;
  readonly vm: number;
};

async function createVm(
  { runner, listeners, vm }: VmPlace,
  { packageName, ...creation }: NamedCreation,
  listener: VmListener,
): Promise<Vm> {
  const made = JSON.stringify(creation);
  if (made.length > commandCharsMax) {
    const reason = `its code is ${made.length} characters, and ${commandCharsMax} are the most`;
    throw new VmEndError({ reason, isOwnFault: true, tookProcess: false });
  }
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let isCreated = false;
  listeners.set(vm, {
    ...listener,
    packageName,
    stretchMs: creation.limits.stretchMs,
    onCreated() {
      isCreated = true;
      resolve();
    },
    onEnd: (end) => (isCreated ? listener.onEnd(end) : reject(new VmEndError(end))),
  });
  runner.tell(commandLetters.create, vm, made);
  await promise;
  let waitingChars = 0;

  function dispose(): boolean {
    const isThere = listeners.delete(vm);
    if (isThere) runner.tell(commandLetters.dispose, vm);
    return isThere;
  }

  return {
    send(text) {
      waitingChars += text.length;
      // What it asked for stands in the host's memory until it takes it, and it could not hold more itself.
      if (waitingChars > creation.limits.memoryBytes) {
        const reason = `it asked for more than it takes: ${waitingChars} characters wait for it`;
        if (dispose()) listener.onEnd({ reason, isOwnFault: true, tookProcess: false });
      } else runner.tell(commandLetters.text, vm, text, () => (waitingChars -= text.length));
    },
    dispose: () => void dispose(),
  };
}

/** What ran when a process ended is what ended it. When nothing did, nobody can say whose fault it was. */
function whoseFault(reason: string, running: number, vms: readonly number[]): readonly (readonly [number, VmEnd])[] {
  const isKnown = vms.includes(running);
  return vms.map((vm) => {
    const isOwnFault = !isKnown || vm === running;
    const why = isOwnFault ? reason : "another package ended the process that it ran in";
    return [vm, { reason: why, isOwnFault, tookProcess: true }];
  });
}

/** A reason is written as JSON: it must not break its line. */
function reasonIn(text: string): string {
  const reason: unknown = JSON.parse(text);
  return String(reason).slice(0, 1000);
}
