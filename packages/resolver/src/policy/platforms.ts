import type { AbbreviatedManifest } from "@larder/packument";

import { readNodeFacts } from "../node-facts.ts";
import type { Platform } from "../policy.ts";

/** What a package says of the platforms that it runs on, each as npm writes it. */
export type PlatformLimits = {
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
};

/** Does a package with `limits` run on `platform`? By npm's rule: a plain name allows only itself, `!name` everything else. */
export function runsOn({ os, cpu, libc }: PlatformLimits, platform: Platform): boolean {
  return fits(os, platform.os) && fits(cpu, platform.cpu) && (platform.libc === undefined || fits(libc, platform.libc));
}

/** Returns the platforms of a package in words, when it runs on none of `platforms`. */
export function findMissedPlatforms(manifest: AbbreviatedManifest, platforms: readonly Platform[]): string | undefined {
  const { os, cpu, libc } = manifest;
  if (platforms.length === 0 || (os ?? cpu ?? libc) === undefined) return undefined;
  const limits: PlatformLimits = readNodeFacts(manifest);
  if (platforms.some((platform) => runsOn(limits, platform))) return undefined;
  return [limits.os, limits.cpu, limits.libc].flatMap((list) => (list ? [list.join(" or ")] : [])).join(", ");
}

function fits(list: readonly string[] | undefined, value: string): boolean {
  if (list === undefined || list.length === 0 || (list.length === 1 && list[0] === "any")) return true;
  if (list.includes(`!${value}`)) return false;
  return list.includes(value) || list.every((item) => item.startsWith("!"));
}
