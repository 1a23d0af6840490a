import type { InstallProgress } from "@larder/installer";

import { count, formatBytes } from "../output/style.ts";

/** Returns what a change of a host is doing, as a status line. */
export function formatInstallProgress(progress: InstallProgress): string {
  switch (progress.type) {
    case "waiting":
      return `waiting: ${progress.reason}`;
    case "resolving":
      return `resolving ${count(progress.wants, "want")}${progress.seconds === undefined ? "" : ` · the registry has been looking for ${progress.seconds} s`}`;
    case "resolved":
      return `resolved ${count(progress.packages, "package")}`;
    case "keys-missing":
      return `the keys of ${progress.registry} are missing: ${progress.reason}`;
    case "fetching":
      return `fetched ${progress.done}/${progress.total} · ${formatBytes(progress.bytes)}`;
    case "linking":
      return `linked ${progress.done}/${progress.total}`;
    case "prepared":
      return `prepared generation ${progress.generation}`;
    case "switched":
      return `switched to generation ${progress.generation}`;
  }
}
