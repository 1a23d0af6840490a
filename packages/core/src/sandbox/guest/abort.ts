import { GuestEvent, GuestEventTarget } from "./events.ts";

/** `AbortSignal`. */
export class GuestAbortSignal extends GuestEventTarget {
  aborted = false;
  reason: unknown = undefined;
  onabort: ((event: GuestEvent) => void) | null = null;

  static abort(reason: unknown = abortError()): GuestAbortSignal {
    const signal = new GuestAbortSignal();
    signal.end(reason);
    return signal;
  }

  static timeout(ms: number): GuestAbortSignal {
    const signal = new GuestAbortSignal();
    setTimeout(() => signal.end(namedError("TimeoutError", "The operation was aborted due to timeout")), ms);
    return signal;
  }

  static any(signals: Iterable<GuestAbortSignal>): GuestAbortSignal {
    const all = [...signals];
    const ended = all.find(({ aborted }) => aborted);
    if (ended !== undefined) return GuestAbortSignal.abort(ended.reason);
    const any = new GuestAbortSignal();
    for (const signal of all) signal.addEventListener("abort", () => any.end(signal.reason), { once: true });
    return any;
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  /** Ends it; only who made it calls this. */
  end(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const event = new GuestEvent("abort");
    this.onabort?.(event);
    this.dispatchEvent(event);
  }
}

/** `AbortController` over {@link GuestAbortSignal}. */
export class GuestAbortController {
  readonly signal = new GuestAbortSignal();

  abort(reason: unknown = abortError()): void {
    this.signal.end(reason);
  }
}

function abortError(): Error {
  return namedError("AbortError", "This operation was aborted");
}

function namedError(name: string, message: string): Error {
  return Object.defineProperty(new Error(message), "name", { value: name, configurable: true });
}
