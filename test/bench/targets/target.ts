import type { ProcessUsage } from "../measure/process-usage.ts";

/** What is measured: Larder on each of its engines, a well-known registry, and the least that Node can do. */
export const targetNames = ["larder-pglite", "larder-postgres", "verdaccio", "bare"] as const;
export type TargetName = (typeof targetNames)[number];

/** A running server in a process of its own, on loopback. */
export type Target = {
  readonly name: TargetName;
  /** Without a slash at its end. */
  readonly url: string;
  readonly pid: number;
  /** The main process of the database server beside it, whose work is counted on its own. */
  readonly databasePid: number | undefined;
  /** A token of a user who may publish, and read what is restricted; `undefined` where nothing can be published. */
  readonly token: string | undefined;
  /** Of a directory where nothing was; `undefined` where nothing is kept. */
  readonly firstStart: Start | undefined;
  /** Of the process that is measured, with all that it was filled with. */
  readonly start: Start;
};

/** What it took to start. */
export type Start = {
  /** From the start of the process until it said that it listens. */
  readonly readyMs: number;
  /** What it used a second later, when it had not been asked for anything. */
  readonly idle: ProcessUsage;
};

/** A target whose owner must dispose of it. */
export type StartedTarget = Target & AsyncDisposable;

/** Only those who are logged in may read the packages of this scope. */
export const restrictedScope = "@restricted";
