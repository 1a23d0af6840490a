import type { StoreProgress } from "@larder/store";

/** What a change of a host is doing, in the order in which it happens. */
export type InstallProgress =
  /** Another process changes the host; `reason` names it. */
  | { readonly type: "waiting"; readonly reason: string }
  /** `seconds` are told when the registry takes long, by itself. */
  | { readonly type: "resolving"; readonly wants: number; readonly seconds?: number }
  | { readonly type: "resolved"; readonly by: "registry" | "client"; readonly packages: number }
  /** What is signed cannot be checked: the registry did not show its keys. */
  | { readonly type: "keys-missing"; readonly registry: string; readonly reason: string }
  | StoreProgress
  /** Everything is there and verified; the host still runs what it ran. */
  | { readonly type: "prepared"; readonly generation: number }
  | { readonly type: "switched"; readonly generation: number };

export type OnInstallProgress = (progress: InstallProgress) => void;
