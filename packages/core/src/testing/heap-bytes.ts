import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Returns how many bytes of this process's heap are in use, once what nobody refers to has been collected. */
export function heapBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
