import type { InstallCommand } from "./install-client.ts";

/** What a client has when a run begins. */
type Before = {
  /** `all` of it is removed, the caches and stores of its user too, or what it has `installed`, or both but the lock. */
  readonly removed: "all" | "caches and installed" | "installed" | "nothing";
  /** Whether it wants other versions than the run before. */
  readonly wants: "new" | "same" | "updated";
};

/** One thing that people do with a package manager. */
export type InstallScenario = Before & {
  readonly title: string;
  readonly command: InstallCommand;
  /** How many archives the registry must have sent: of each package, of none, or of some. */
  readonly archives: "all" | "some" | "none";
  /** Whether it says anything over a link: what asks for nothing takes as long as on loopback. */
  readonly overLink: boolean;
};

/** Each one begins with what the one before it has left. */
export const installScenarios: readonly InstallScenario[] = [
  { title: "lock", removed: "all", wants: "new", command: "lock", archives: "none", overLink: true },
  { title: "clean", removed: "all", wants: "new", command: "install", archives: "all", overLink: true },
  { title: "cold", removed: "caches and installed", wants: "same", command: "frozen", archives: "all", overLink: true },
  { title: "warm", removed: "installed", wants: "same", command: "frozen", archives: "none", overLink: false },
  { title: "repeat", removed: "nothing", wants: "same", command: "install", archives: "none", overLink: false },
  { title: "update", removed: "nothing", wants: "updated", command: "install", archives: "some", overLink: true },
];
