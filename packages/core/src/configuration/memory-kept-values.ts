import { type JsonObject, withValue } from "./json-tree.ts";
import type { KeptValues } from "./kept-values.ts";

/** Returns what keeps values for a host that is gone with its process: nothing is sealed, and no key is needed. */
export function memoryKeptValues(): KeptValues {
  const kept = new Map<string, { readonly set: JsonObject; readonly generated: JsonObject }>();
  const nothing = { set: {}, generated: {} };
  return {
    read: async (packageName) => ({ ...(kept.get(packageName) ?? nothing), unreadable: [] }),
    async keep(packageName, values) {
      for (const { path, value, origin } of values) {
        const present = kept.get(packageName) ?? nothing;
        kept.set(packageName, { ...present, [origin]: withValue(present[origin], path, value) });
      }
    },
    forget: async () => false,
    rotate: async () => 0,
  };
}
