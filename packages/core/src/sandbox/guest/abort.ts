type Listener =
  | ((event: { readonly type: "abort" }) => void)
  | { handleEvent(event: { readonly type: "abort" }): void };

/** `AbortSignal`, as far as the code of a package reads one. */
export class GuestAbortSignal {
  aborted = false;
  reason: unknown = undefined;
  onabort: ((event: { readonly type: "abort" }) => void) | null = null;
  readonly #listeners = new Set<Listener>();

  addEventListener(type: string, listener: Listener): void {
    if (type === "abort") this.#listeners.add(listener);
  }

  removeEventListener(_type: string, listener: Listener): void {
    this.#listeners.delete(listener);
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  /** Ends it; only who made it calls this. */
  end(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const event = { type: "abort" } as const;
    this.onabort?.(event);
    for (const listener of this.#listeners) {
      if (typeof listener === "function") listener(event);
      else listener.handleEvent(event);
    }
    this.#listeners.clear();
  }
}

/** `AbortController` over {@link GuestAbortSignal}. */
export class GuestAbortController {
  readonly signal = new GuestAbortSignal();

  abort(reason: unknown = new Error("This operation was aborted")): void {
    this.signal.end(reason);
  }
}
