import { hash } from "node:crypto";
import { join } from "node:path";

/** Returns where the store in `root` notes that the host in `directory` uses it; both are absolute. */
export function hostNotePath(root: string, directory: string): string {
  return join(root, "hosts", hash("sha256", directory).slice(0, 32));
}
