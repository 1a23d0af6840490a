import type { ResolvedNode } from "@larder/resolver";
/** Returns the package of one line. Throws {@link LockfileError}. `skipsUnknown` is for revisions that say more than this one knows. */
export declare function parsePackage(line: string, number: number, skipsUnknown: boolean): ResolvedNode;
