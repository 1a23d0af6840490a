import type { Platform } from "@larder/resolver";

const pattern = /^([a-z0-9]+)\/([a-z0-9]+)(?:\/(glibc|musl))?$/;

/** Returns the platform that `text` names, in Node's words: `linux/x64/glibc`, `darwin/arm64`; `undefined` when it names none. */
export function findPlatform(text: string): Platform | undefined {
  const [, os, cpu, libc] = pattern.exec(text) ?? [];
  if (os === undefined || cpu === undefined) return undefined;
  return { os, cpu, ...(libc === undefined ? {} : { libc }) };
}

/** Returns the text that {@link findPlatform} reads as `platform`. */
export function formatPlatform({ os, cpu, libc }: Platform): string {
  return [os, cpu, ...(libc === undefined ? [] : [libc])].join("/");
}
