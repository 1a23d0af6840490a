import { type Lockfile } from "./lockfile.ts";
/** Returns the lockfile that `text` is. Throws {@link LockfileError} with the line, the reason and the next step. */
export declare function parseLockfile(text: string): Lockfile;
