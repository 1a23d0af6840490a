import { hash } from "node:crypto";

/** Returns the sha256 of `text` in hex. */
export function digestText(text: string): string {
  return hash("sha256", text, "hex");
}
