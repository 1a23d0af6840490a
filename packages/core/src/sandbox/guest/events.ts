/** `Event`, as far as it goes without a document. */
export class GuestEvent {
  readonly type: string;
  readonly cancelable: boolean;
  target: GuestEventTarget | null = null;
  defaultPrevented = false;
  /** Whether further listeners are still told. */
  isStopped = false;

  constructor(type: string, { cancelable = false }: { readonly cancelable?: boolean } = {}) {
    this.type = type;
    this.cancelable = cancelable;
  }

  get currentTarget(): GuestEventTarget | null {
    return this.target;
  }

  preventDefault(): void {
    this.defaultPrevented ||= this.cancelable;
  }

  stopImmediatePropagation(): void {
    this.isStopped = true;
  }
}

type Listener = ((event: GuestEvent) => void) | { handleEvent(event: GuestEvent): void };

/** `EventTarget`. */
export class GuestEventTarget {
  readonly #listeners = new Map<string, Map<Listener, { readonly once: boolean }>>();

  addEventListener(type: string, listener: Listener | null, options: { readonly once?: boolean } | boolean = {}): void {
    if (listener === null) return;
    const { once = false } = typeof options === "boolean" ? {} : options;
    const listeners = this.#listeners.get(type) ?? new Map<Listener, { readonly once: boolean }>();
    this.#listeners.set(type, listeners);
    if (!listeners.has(listener)) listeners.set(listener, { once });
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#listeners.get(type)?.delete(listener);
  }

  dispatchEvent(event: GuestEvent): boolean {
    event.target = this;
    const listeners = this.#listeners.get(event.type);
    // Whoever is added while these are told is not told.
    const told = Array.from(listeners ?? []);
    for (const [listener, { once }] of told) {
      if (event.isStopped) break;
      if (once) listeners?.delete(listener);
      if (typeof listener === "function") listener.call(this as never, event);
      else listener.handleEvent(event);
    }
    return !event.defaultPrevented;
  }
}
