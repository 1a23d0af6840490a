type Init = string | URLSearchParams | Iterable<readonly [string, string]> | { readonly [name: string]: string };

/** The engine's own, where the code of the package names it. */
const EngineSearchParams: typeof URLSearchParams =
  typeof URLSearchParams === "undefined" ? (Object as never) : URLSearchParams;

/** `URLSearchParams` as the engine has it, made from whatever it may be made from, and tied to a URL or not. */
class GuestUrlSearchParams extends EngineSearchParams {
  #url: URL | undefined;

  constructor(init: Init = "") {
    super(typeof init === "string" ? init : "");
    if (typeof init === "string") return;
    for (const [name, value] of Symbol.iterator in init ? init : Object.entries(init)) super.append(name, value);
  }

  override append(name: string, value: string): void {
    super.append(name, value);
    this.#tell();
  }

  override delete(name: string, value?: string): void {
    if (value === undefined) super.delete(name);
    else super.delete(name, value);
    this.#tell();
  }

  override set(name: string, value: string): void {
    super.set(name, value);
    this.#tell();
  }

  override sort(): void {
    super.sort();
    this.#tell();
  }

  /** Becomes what `url` asks for, and changes it from now on. */
  follow(url: URL): this {
    this.#url = undefined;
    for (const name of new Set(super.keys())) super.delete(name);
    for (const [name, value] of new URLSearchParams(url.search)) super.append(name, value);
    this.#url = url;
    return this;
  }

  #tell(): void {
    if (this.#url !== undefined) this.#url.search = String(this);
  }
}

/**
 * Gives the engine's `URL` what it lacks: `searchParams`, whose changes change the URL, and `URL.parse`. Returns what
 * stands beside it; nothing where there is no `URL`.
 */
export function completeUrl(): { readonly URLSearchParams?: unknown } {
  if (typeof URL === "undefined") return {};
  const known = new WeakMap<URL, { readonly params: GuestUrlSearchParams; search: string }>();
  Object.defineProperty(URL.prototype, "searchParams", {
    configurable: true,
    enumerable: true,
    get(this: URL) {
      const last = known.get(this) ?? { params: new GuestUrlSearchParams().follow(this), search: this.search };
      known.set(this, last);
      const own = String(last.params);
      // It was changed by itself since, and not through these.
      if (last.search !== this.search && this.search !== (own === "" ? "" : `?${own}`)) last.params.follow(this);
      last.search = this.search;
      return last.params;
    },
  });
  Object.defineProperty(URL, "parse", {
    configurable: true,
    writable: true,
    value: (url: string, base?: string) => (URL.canParse(url, base) ? new URL(url, base) : null),
  });
  return { URLSearchParams: GuestUrlSearchParams };
}
