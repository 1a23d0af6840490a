/** Where the host keeps what packages cache. Values are texts; each package has keys of its own. */
export type CacheStore = {
  /** Returns the values of `keys`, in their order. */
  get(packageName: string, keys: readonly string[]): Promise<readonly (string | undefined)[]>;
  /** Keeps all of `values` for `ttlMs` milliseconds. */
  set(packageName: string, values: ReadonlyMap<string, string>, ttlMs: number): Promise<void>;
  /** Removes keys and returns how many of them were there. */
  delete(packageName: string, keys: readonly string[]): Promise<number>;
  /** Every key of a package, in no order. */
  keys(packageName: string): Promise<readonly string[]>;
  /** Drops what is in this process of a package that is unloaded. */
  forget(packageName: string): void;
  close(): Promise<void>;
};
