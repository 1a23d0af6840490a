/** What a cache says of itself. */
export type CacheFacts = { readonly bytes: number; readonly hits: number; readonly misses: number };
