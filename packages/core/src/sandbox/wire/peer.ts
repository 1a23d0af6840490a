import { decodeWire, encodeWire, type RefCodec } from "./wire-value.ts";

/** What one side lets the other call: a function when `method` is null, else a method of an object. */
export type Callee = (method: string | null, args: readonly unknown[]) => unknown;

/** How one side writes and reads what the other cannot have as data. `scope` ends with the call. */
export type SideCodec = (peer: Peer) => (scope: Scope) => RefCodec;

/** References that live as long as one call, on both sides. */
export type Scope = {
  /** Own references to drop when the call is over. */
  readonly own: number[];
  /** References of the other side to free when the call is over. */
  readonly others: number[];
};

/** How an end of the line is made. */
export type PeerOptions = {
  readonly send: (text: string) => void;
  readonly codec: SideCodec;
  /** True for a call whose references outlive it: a listener stays when `on` has returned. */
  readonly lasts: (method: string | null) => boolean;
  /** The most references that the other side may hold. */
  readonly sharedMax: number;
  /** The most calls of the other side that may wait for an answer. */
  readonly answeringMax: number;
  /** The longest text that the other side takes, in characters: what is longer fails the call that it is part of. */
  readonly sentCharsMax: number;
};

type Waiting = {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
  readonly scope: Scope;
  /** Which of the texts that were sent it is, counted from 1. */
  readonly text: number;
};

/** Reference 0 on either side: what is there from the beginning. */
export const rootRef = 0;

/** One end of the line between a host and a sandbox. Both ends run this file. */
export class Peer {
  readonly #options: PeerOptions;
  readonly #codec: (scope: Scope) => RefCodec;
  readonly #shared: Map<number, Callee>;
  readonly #waiting = new Map<number, Waiting>();
  #answering = 0;
  #lastRef = 0;
  #lastCall = 0;
  #sent = 0;
  #closed: Error | undefined;

  /** `root` answers calls to {@link rootRef}. */
  constructor(root: Callee, options: PeerOptions) {
    this.#options = options;
    this.#codec = options.codec(this);
    this.#shared = new Map([[rootRef, root]]);
  }

  /** Lets the other side call `callee` until it is freed. Returns its reference. Throws when too much is shared. */
  share(callee: Callee): number {
    const { sharedMax } = this.#options;
    if (this.#shared.size >= sharedMax) throw new RangeError(`More than ${sharedMax} functions are shared`);
    this.#lastRef += 1;
    this.#shared.set(this.#lastRef, callee);
    return this.#lastRef;
  }

  /** Calls what the other side shared. Rejects with what it threw, or with why the line broke. */
  call(ref: number, method: string | null, args: readonly unknown[]): Promise<unknown> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    const scope = newScope();
    this.#lastCall += 1;
    const id = this.#lastCall;
    return new Promise((resolve, reject) => {
      try {
        const given = encodeWire(args, this.#codec(scope));
        this.#waiting.set(id, { resolve, reject, scope, text: this.#sent + 1 });
        this.#send(`["call",${id},${ref},${JSON.stringify(method)},${given}]`);
      } catch (failure) {
        this.#settle(id);
        this.#drop(scope);
        reject(failure);
      }
    });
  }

  /** The same without waiting for an answer, or hearing of a failure. */
  tell(ref: number, method: string | null, args: readonly unknown[]): void {
    if (this.#closed !== undefined) return;
    const given = encodeWire(args, this.#codec(newScope()));
    this.#send(`["tell",0,${ref},${JSON.stringify(method)},${given}]`);
  }

  /** Takes one message of the other side. Throws a TypeError or a SyntaxError for what is none, a RangeError for one too many. */
  receive(text: string): void {
    const message: unknown = JSON.parse(text);
    if (!Array.isArray(message)) throw new TypeError("A message is no list");
    const [type, id, ...rest] = message as readonly unknown[];
    if (type === "call" || type === "tell") this.#take(type, numberOf(id), rest);
    else if (type === "done" || type === "fail") this.#conclude(type, numberOf(id), rest[0]);
    else if (type === "free") for (const ref of rest) this.#shared.delete(Number(ref));
    else throw new TypeError("A message says nothing of its type");
  }

  /** Rejects with `reason` every call that waits and is among the first `texts` that were sent; the line goes on. */
  interrupt(reason: Error, texts = Number.POSITIVE_INFINITY): void {
    for (const [id, { text }] of this.#waiting) if (text <= texts) this.#settle(id)?.reject(reason);
  }

  /** Ends the line: every call that waits rejects with `reason`, and so does each further one. */
  close(reason: Error): void {
    this.#closed ??= reason;
    this.interrupt(reason);
    this.#shared.clear();
  }

  #take(type: "call" | "tell", id: number, rest: readonly unknown[]): void {
    const { answeringMax } = this.#options;
    if (this.#answering >= answeringMax) throw new RangeError(`More than ${answeringMax} calls wait for their answers`);
    void this.#answer(type, id, rest);
  }

  /** Does what the other side asked for, and tells it how that ended. */
  async #answer(type: "call" | "tell", id: number, [ref, method, args]: readonly unknown[]): Promise<void> {
    const scope = newScope();
    const refs = this.#codec(scope);
    const name = typeof method === "string" ? method : null;
    let reply: string | undefined;
    this.#answering += 1;
    try {
      const called = this.#act(Number(ref), name, decodeWire(args, refs));
      // Nobody waits for what is there already.
      const value = isThenable(called) ? await called : called;
      // Answers may be large, and a line that has ended takes none.
      if (this.#closed === undefined) reply = this.#withinLimit(`["done",${id},${encodeWire(value, refs)}]`);
    } catch (failure) {
      reply = this.#failureText(id, failure, refs);
    }
    this.#answering -= 1;
    if (this.#closed !== undefined) return;
    if (type === "call" && reply !== undefined) this.#send(reply);
    // What came in as a function may be kept by what was called; what does not say so has done with it.
    if (scope.others.length > 0 && !this.#options.lasts(name)) this.#send(`["free",0,${scope.others.join(",")}]`);
  }

  #act(ref: number, name: string | null, given: unknown): unknown {
    const callee = this.#shared.get(ref);
    if (callee === undefined) throw new TypeError("What was called is gone");
    return callee(name, Array.isArray(given) ? given : []);
  }

  #conclude(type: "done" | "fail", id: number, tree: unknown): void {
    const waiter = this.#settle(id);
    if (waiter === undefined) return;
    try {
      const value = decodeWire(tree, this.#codec(newScope()));
      if (type === "done") waiter.resolve(value);
      else waiter.reject(value);
    } catch (failure) {
      waiter.reject(failure);
    }
  }

  #withinLimit(text: string): string {
    const { sentCharsMax } = this.#options;
    if (text.length <= sentCharsMax) return text;
    throw new RangeError(`${text.length} characters are more than may cross at once, which is ${sentCharsMax}`);
  }

  /** A failure whose facts cannot cross still crosses as one. */
  #failureText(id: number, failure: unknown, refs: RefCodec): string {
    try {
      return this.#withinLimit(`["fail",${id},${encodeWire(asError(failure), refs)}]`);
    } catch {
      return `["fail",${id},${encodeWire(new Error("It failed with what cannot be told"), refs)}]`;
    }
  }

  #send(text: string): void {
    const sent = this.#withinLimit(text);
    this.#sent += 1;
    this.#options.send(sent);
  }

  #settle(id: number): Waiting | undefined {
    const waiter = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (waiter !== undefined) this.#drop(waiter.scope);
    return waiter;
  }

  #drop({ own }: Scope): void {
    for (const ref of own) this.#shared.delete(ref);
  }
}

/** Returns the number of a call or of a reference. Throws a TypeError for what is none, and could not be sent back either. */
export function numberOf(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw new TypeError("A message has no number");
  return value;
}

function isThenable(value: unknown): boolean {
  return typeof value === "object" && value !== null && "then" in value;
}

function newScope(): Scope {
  return { own: [], others: [] };
}

/** Code may throw anything; what crosses as a failure is an error, or what an author's `error()` looks like. */
function asError(failure: unknown): unknown {
  if (failure instanceof Error) return failure;
  return typeof failure === "object" && failure !== null ? failure : new Error(String(failure));
}
