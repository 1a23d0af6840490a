import { loadEngine } from "./engine.ts";
import { createGuestVm, type GuestVm, type Stretch } from "./guest-vm.ts";
import {
  commandCharsMax,
  commandLetters,
  type Creation,
  eventLetters,
  type Line,
  readLines,
  writeLine,
} from "./messages.ts";
import { createStretchRecord } from "./stretch-record.ts";

/*
 * The process that runs sandboxes: it holds engines and passes texts, and reads none of them. It has no
 * right to anything but these files and the lines to its host; if it dies, so does only what runs in it.
 */

const recordDescriptor = 3;

const [engineUrl = "", wasmPath = "", ...extensionPaths] = process.argv.slice(2);
const engine = await loadEngine(engineUrl, wasmPath, extensionPaths);
/** What every sandbox begins with; the host tells it before it makes the first. */
let kernel: Promise<Uint8Array> | undefined;
const record = createStretchRecord(recordDescriptor);
const vms = new Map<number, GuestVm>();
/** How many texts each has taken, so that the host knows which calls an interruption met. */
const taken = new Map<number, number>();
/** What was disposed of while it was still made. */
const unwanted = new Set<number>();

function tell(letter: string, vm: number, text?: string): void {
  process.stdout.write(writeLine(letter, vm, text));
}

async function create(id: number, { code, extensions: names, limits }: Creation): Promise<void> {
  let vm: GuestVm;
  try {
    if (kernel === undefined) throw new TypeError("There is no kernel");
    const parts = { engine, kernel: await kernel, extensions: await engine.getExtensions(names) };
    vm = await createGuestVm(parts, limits, {
      send: (text) => tell(eventLetters.text, id, text),
      wake(timer, ms) {
        // Nobody is left to run for when only timers are.
        const timeout = setTimeout(() => run(id, (woken) => woken.wake(timer)), ms).unref();
        return () => clearTimeout(timeout);
      },
    });
  } catch (failure) {
    // Nothing of the package has run yet: it is this process that has no more memory to give.
    return tell(eventLetters.full, id, JSON.stringify(String(failure)));
  }
  if (unwanted.delete(id)) return vm.dispose();
  vms.set(id, vm);
  if (run(id, (made) => made.evaluate(code), "its modules did not come to an end")) tell(eventLetters.created, id);
}

/** Runs one stretch of a sandbox's code and tells the host when it did not end well. Returns whether it did. */
function run(id: number, work: (vm: GuestVm) => Stretch, fatal?: string): boolean {
  const vm = vms.get(id);
  if (vm === undefined) return false;
  record.begin(id);
  const stretch = work(vm);
  record.end();
  if (stretch.outcome === "broken") breakDown(id, stretch.reason);
  if (stretch.outcome === "interrupted" && fatal !== undefined) breakDown(id, fatal);
  if (stretch.outcome === "interrupted" && fatal === undefined)
    tell(eventLetters.interrupted, id, String(taken.get(id) ?? 0));
  return stretch.outcome === "done";
}

function breakDown(id: number, reason: string): void {
  dispose(id);
  tell(eventLetters.broken, id, JSON.stringify(reason));
}

function dispose(id: number): void {
  const vm = vms.get(id);
  if (vm === undefined) return void unwanted.add(id);
  vms.delete(id);
  taken.delete(id);
  vm.dispose();
}

function take(id: number, text: string): void {
  taken.set(id, (taken.get(id) ?? 0) + 1);
  run(id, (told) => told.receive(text));
}

function obey({ letter, vm, text }: Line): void {
  if (letter === commandLetters.kernel) kernel = engine.compileKernel(JSON.parse(text) as string);
  else if (letter === commandLetters.create) void create(vm, JSON.parse(text) as Creation);
  else if (letter === commandLetters.text) take(vm, text);
  else if (letter === commandLetters.dispose) dispose(vm);
  else if (letter === commandLetters.ping) tell(eventLetters.pong, 0);
}

// Without a host, this input ends; then nothing is left to wait for, and the process ends by itself.
process.stdin.setEncoding("utf8").on("data", readLines(commandCharsMax, obey));
tell(eventLetters.ready, 0);
