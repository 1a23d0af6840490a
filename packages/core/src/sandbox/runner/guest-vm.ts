import type * as quickjs from "quickjs-wasi";

import type { VmLimits } from "./messages.ts";

/** What a sandbox's code reaches. */
export type GuestDoor = {
  readonly send: (text: string) => void;
  readonly wake: (id: number, ms: number) => void;
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

/** The engine, as its package exports it, and its code. */
export type Engine = { readonly module: typeof quickjs; readonly wasm: WebAssembly.Module };

/** Returns a fresh sandbox. */
export async function createGuestVm({ module, wasm }: Engine, limits: VmLimits, door: GuestDoor): Promise<GuestVm> {
  let endsAt = Number.POSITIVE_INFINITY;
  let wasInterrupted = false;
  let sent = 0;
  let refusal: string | undefined;
  const vm = await module.QuickJS.create({
    wasm,
    memoryLimit: limits.memoryBytes,
    timezoneOffset: 0,
    interruptHandler: () => {
      wasInterrupted ||= performance.now() > endsAt;
      return wasInterrupted || refusal !== undefined;
    },
  });
  giveDoor(vm, {
    send(text) {
      sent += 1;
      if (text.length > limits.messageCharsMax) refusal = `it sent a message of ${text.length} characters`;
      else if (sent > limits.messagesMax) refusal = `it sent more than ${limits.messagesMax} messages at one stretch`;
      else door.send(text);
    },
    wake: door.wake,
  });

  function stretch(work: () => void): Stretch {
    endsAt = performance.now() + limits.stretchMs;
    wasInterrupted = false;
    sent = 0;
    let thrown: string | undefined;
    try {
      work();
      vm.executePendingJobs();
    } catch (failure) {
      if (!(failure instanceof module.JSException)) throw failure;
      thrown = describeThrown(failure);
    } finally {
      endsAt = Number.POSITIVE_INFINITY;
    }
    if (refusal !== undefined) return { outcome: "broken", reason: refusal };
    if (wasInterrupted) return { outcome: "interrupted" };
    return thrown === undefined ? { outcome: "done" } : { outcome: "broken", reason: thrown };
  }

  return {
    evaluate: (code) => stretch(() => vm.evalCode(code, "package.js").dispose()),
    receive: (text) => stretch(() => callEntry(vm, "receive", vm.newString(text))),
    wake: (id) => stretch(() => callEntry(vm, "wake", vm.newNumber(id))),
    dispose: () => vm.dispose(),
  };
}

/** Puts the door where the kernel takes it from; it removes it before any code of the package runs. */
function giveDoor(vm: quickjs.QuickJS, door: GuestDoor): void {
  using object = vm.newObject();
  using send = vm.newFunction("send", (text) => {
    if (text?.isString) door.send(text.toString());
    return vm.undefined;
  });
  using wake = vm.newFunction("wake", (id, ms) => {
    if (id?.isNumber && ms?.isNumber) door.wake(id.toNumber(), ms.toNumber());
    return vm.undefined;
  });
  vm.setProp(object, "send", send);
  vm.setProp(object, "wake", wake);
  vm.setProp(vm.global, "__door", object);
}

function callEntry(vm: quickjs.QuickJS, method: string, argument: quickjs.JSValueHandle): void {
  using given = argument;
  using entry = vm.global.getProp("__entry");
  using called = entry.getProp(method);
  vm.callFunction(called, entry, given).dispose();
}

function describeThrown(thrown: quickjs.JSException): string {
  const reason = `${thrown.name}: ${thrown.message}`;
  thrown.dispose();
  return reason;
}
