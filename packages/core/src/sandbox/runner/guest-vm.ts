import type * as quickjs from "quickjs-wasi";

import type { Engine, Extension } from "./engine.ts";
import type { VmLimits } from "./messages.ts";

/** What a sandbox's code reaches. */
export type GuestDoor = {
  readonly send: (text: string) => void;
  /** Wakes the timer `id` after `ms` milliseconds. Returns how to leave that. */
  readonly wake: (id: number, ms: number) => () => void;
};

/** How one stretch of code ended. */
export type Stretch =
  | { readonly outcome: "done" | "interrupted" }
  | { readonly outcome: "broken"; readonly reason: string };

/** One sandbox: an engine of its own with a memory of its own, and one door. The engine can be changed behind this. */
export type GuestVm = {
  /** Evaluates the bundle; its top level is code like any other. */
  evaluate(code: string): Stretch;
  /** Gives it a message of the host. */
  receive(text: string): Stretch;
  /** Runs the timer `id`. */
  wake(id: number): Stretch;
  dispose(): void;
};

/** What a sandbox is made of. */
export type GuestParts = {
  readonly engine: Engine;
  /** Evaluated before any code of the package. */
  readonly kernel: Uint8Array;
  readonly extensions: readonly Extension[];
};

/** Returns a fresh sandbox in which the kernel was evaluated. Throws when there is no memory for one. */
export async function createGuestVm(
  { engine, kernel, extensions }: GuestParts,
  limits: VmLimits,
  door: GuestDoor,
): Promise<GuestVm> {
  const { module, wasm } = engine;
  let endsAt = Number.POSITIVE_INFINITY;
  let wasInterrupted = false;
  let hasTrapped = false;
  const limited = limitDoor(limits, door);
  const vm = await module.QuickJS.create({
    wasm,
    extensions: [...extensions],
    memoryLimit: limits.memoryBytes,
    timezoneOffset: 0,
    interruptHandler: () => {
      wasInterrupted ||= performance.now() > endsAt;
      return wasInterrupted || limited.refusal() !== undefined;
    },
  });
  const timers = createTimerDoor(limited);
  giveDoor(vm, limited, timers);
  vm.evalBytecode(kernel).dispose();
  const receive = kernelMethod(vm, "receive");
  const wake = kernelMethod(vm, "wake");

  function stretch(work: () => void): Stretch {
    endsAt = performance.now() + limits.stretchMs;
    wasInterrupted = false;
    let thrown: string | undefined;
    try {
      work();
      vm.executePendingJobs();
    } catch (failure) {
      // A trap of the engine itself: what it holds is undefined from now on, but it holds only this sandbox.
      hasTrapped = failure instanceof WebAssembly.RuntimeError || failure instanceof RangeError;
      thrown = failure instanceof module.JSException ? describeThrown(failure) : String(failure);
    } finally {
      endsAt = Number.POSITIVE_INFINITY;
    }
    const refusal = limited.refusal();
    if (refusal !== undefined) return { outcome: "broken", reason: refusal };
    if (wasInterrupted && !hasTrapped) return { outcome: "interrupted" };
    return thrown === undefined ? { outcome: "done" } : { outcome: "broken", reason: thrown };
  }

  return {
    evaluate: (code) => stretch(() => vm.evalCode(code, "package.js").dispose()),
    receive: (text) => stretch(() => receive(vm.newString(limited.hear(text)))),
    wake(id) {
      timers.woke(id);
      return stretch(() => wake(vm.newNumber(id)));
    },
    dispose() {
      timers.clearAll();
      if (!hasTrapped) vm.dispose();
    },
  };
}

/** Puts the door where the kernel takes it from; it removes it before any code of the package runs. */
function giveDoor(vm: quickjs.QuickJS, door: Pick<GuestDoor, "send">, timers: TimerDoor): void {
  using object = vm.newObject();
  using send = vm.newFunction("send", (text) => {
    if (text?.isString) door.send(text.toString());
    return vm.undefined;
  });
  using wake = vm.newFunction("wake", (id, ms) => {
    if (id?.isNumber && ms?.isNumber) timers.start(id.toNumber(), ms.toNumber());
    return vm.undefined;
  });
  using cancel = vm.newFunction("cancel", (id) => {
    if (id?.isNumber) timers.cancel(id.toNumber());
    return vm.undefined;
  });
  vm.setProp(object, "send", send);
  vm.setProp(object, "wake", wake);
  vm.setProp(object, "cancel", cancel);
  vm.setProp(vm.global, "__door", object);
}

/** The timers that run for a sandbox. */
type TimerDoor = {
  start(id: number, ms: number): void;
  cancel(id: number): void;
  /** The timer `id` has ended by itself. */
  woke(id: number): void;
  clearAll(): void;
};

function createTimerDoor(door: LimitedDoor): TimerDoor {
  const running = new Map<number, () => void>();

  function woke(id: number): void {
    if (running.delete(id)) door.woke();
  }

  function cancel(id: number): void {
    running.get(id)?.();
    woke(id);
  }

  return {
    woke,
    cancel,
    start(id, ms) {
      // One number is one timer, whoever says it.
      cancel(id);
      running.set(id, door.wake(id, ms));
    },
    clearAll() {
      for (const leave of running.values()) leave();
      running.clear();
    },
  };
}

/** How a call of the host begins; `wire/peer.ts` writes it. */
const callStart = '["call",';

/** What one call of the host may be followed by: its answer, and the return of what came with it. */
const messagesOfAnswer = 2;

/** A door that refuses everything once too much went through it. */
type LimitedDoor = GuestDoor & {
  /** Returns a message of the host. However often it calls, an answer is not too much. */
  readonly hear: (text: string) => string;
  /** Why it refuses. */
  readonly refusal: () => string | undefined;
  /** A timer has ended, by itself or not. */
  readonly woke: () => unknown;
};

function limitDoor(limits: VmLimits, door: GuestDoor): LimitedDoor {
  const { messageCharsMax, messagesMax, charsMax, timersMax } = limits;
  const rate = createRate(limits);
  let timers = 0;
  let refusal: string | undefined;

  function findRefusal(text: string): string | undefined {
    if (text.length > messageCharsMax) return `it sent a message of ${text.length} characters`;
    if (text.includes("\n")) return "it sent what is no message";
    if (rate.mayPass(text.length)) return undefined;
    return `it sent more than ${messagesMax} messages or ${charsMax} characters in one second`;
  }

  return {
    refusal: () => refusal,
    hear(text) {
      if (text.startsWith(callStart)) rate.owe();
      return text;
    },
    woke: () => (timers -= 1),
    send(text) {
      refusal ??= findRefusal(text);
      if (refusal === undefined) door.send(text);
    },
    wake(id, ms) {
      timers += 1;
      if (timers > timersMax) refusal ??= `it has more than ${timersMax} timers`;
      return refusal === undefined ? door.wake(id, ms) : () => undefined;
    },
  };
}

/** Counts what is sent. */
type Rate = {
  /** Returns whether one more message of so many characters is within what one second may carry. */
  readonly mayPass: (chars: number) => boolean;
  /** Leaves as many messages uncounted as one answer has. */
  readonly owe: () => void;
};

function createRate({ messagesMax, charsMax }: VmLimits): Rate {
  let secondBeganAt = 0;
  let messages = 0;
  let sentChars = 0;
  let owed = 0;

  function mayPass(chars: number): boolean {
    const now = performance.now();
    if (now - secondBeganAt >= 1000) {
      secondBeganAt = now;
      messages = 0;
      sentChars = 0;
    }
    if (owed > 0) owed -= 1;
    else messages += 1;
    sentChars += chars;
    return messages <= messagesMax && sentChars <= charsMax;
  }

  return { mayPass, owe: () => void (owed = Math.min(owed + messagesOfAnswer, messagesMax)) };
}

/** Returns what calls a method of the kernel, which the package cannot exchange for another. */
function kernelMethod(vm: quickjs.QuickJS, name: string): (argument: quickjs.JSValueHandle) => void {
  using entry = vm.global.getProp("__entry");
  const method = entry.getProp(name);
  return (argument) => {
    using given = argument;
    vm.callFunction(method, vm.undefined, given).dispose();
  };
}

function describeThrown(thrown: quickjs.JSException): string {
  const reason = `${thrown.name}: ${thrown.message}`;
  thrown.dispose();
  return reason;
}
