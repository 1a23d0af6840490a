import { readFileSync } from "node:fs";

import { createGuestVm, type Engine, type GuestVm, type Stretch } from "./guest-vm.ts";
import type { RunnerCommand, RunnerEvent } from "./messages.ts";

/*
 * The process that runs sandboxes: it holds engines and passes texts, and reads none of them. It has no
 * right to anything but these files and the line to its host; if it dies, so does only what runs in it.
 */

const [engineUrl = "", wasmPath = ""] = process.argv.slice(2);
const engine: Engine = {
  module: (await import(engineUrl)) as Engine["module"],
  wasm: await WebAssembly.compile(readFileSync(wasmPath)),
};
const vms = new Map<number, GuestVm>();

function tell(event: RunnerEvent): void {
  process.send?.(event);
}

async function create({ vm: id, code, limits }: Extract<RunnerCommand, { type: "create" }>): Promise<void> {
  const vm = await createGuestVm(engine, limits, {
    send: (text) => tell({ type: "text", vm: id, text }),
    wake: (timer, ms) => void setTimeout(() => conclude(id, vms.get(id)?.wake(timer)), ms),
  });
  vms.set(id, vm);
  const stretch = vm.evaluate(code);
  if (stretch.outcome === "done") tell({ type: "created", vm: id });
  else breakDown(id, stretch.outcome === "broken" ? stretch.reason : "its modules did not come to an end");
}

function conclude(id: number, stretch: Stretch | undefined): void {
  if (stretch?.outcome === "interrupted") tell({ type: "interrupted", vm: id });
  if (stretch?.outcome === "broken") breakDown(id, stretch.reason);
}

function breakDown(id: number, reason: string): void {
  dispose(id);
  tell({ type: "broken", vm: id, reason });
}

function dispose(id: number): void {
  const vm = vms.get(id);
  vms.delete(id);
  vm?.dispose();
}

process.on("message", (command: RunnerCommand) => {
  if (command.type === "create") void create(command);
  else if (command.type === "text") conclude(command.vm, vms.get(command.vm)?.receive(command.text));
  else dispose(command.vm);
});
// Without a host there is nobody to run for.
process.on("disconnect", () => process.exit(0));
tell({ type: "ready" });
