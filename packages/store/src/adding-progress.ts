/** How far the store is. */
export type StoreProgress =
  | { readonly type: "fetching"; readonly done: number; readonly total: number; readonly bytes: number }
  | { readonly type: "linking"; readonly done: number; readonly total: number };

/** Counts what is done, and tells it: first of the archives, then of the instances that were made of them. */
export class AddingProgress {
  readonly #tell: (progress: StoreProgress) => void;
  readonly #archives: number;
  readonly #instances: number;
  #fetched = 0;
  #placed = 0;
  #bytes = 0;

  constructor(
    tell: (progress: StoreProgress) => void,
    totals: { readonly archives: number; readonly instances: number },
  ) {
    this.#tell = tell;
    this.#archives = totals.archives;
    this.#instances = totals.instances;
    this.#tellFetched();
  }

  /** An archive of `bytes` was unpacked. */
  addFetched(bytes: number): void {
    this.#fetched += 1;
    this.#bytes += bytes;
    this.#tellFetched();
  }

  /** An instance is in its place. While archives still arrive, they are what is told. */
  addPlaced(): void {
    this.#placed += 1;
    if (this.#fetched >= this.#archives) this.#tell({ type: "linking", done: this.#placed, total: this.#instances });
  }

  #tellFetched(): void {
    this.#tell({ type: "fetching", done: this.#fetched, total: this.#archives, bytes: this.#bytes });
  }
}
