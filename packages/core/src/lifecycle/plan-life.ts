import { hash } from "node:crypto";

import type { Configuration } from "@larder/sdk";

import type { RecordBook } from "./package-records.ts";
import type { LifePlan, LifePurpose } from "./package-work.ts";
import type { RunnablePackage } from "./runtime.ts";
import type { SupervisedPackage } from "./supervised-package.ts";

/** The life that is planned. */
export type PlannedLife = {
  readonly supervised: SupervisedPackage;
  readonly pkg: RunnablePackage;
  readonly purpose: LifePurpose;
};

/** Returns what comes with a life of a package, after what `book` remembers of the lives before it, and notes it there. */
export function planLife(book: RecordBook, { supervised, pkg, purpose }: PlannedLife): LifePlan {
  const { name, version } = supervised;
  const { installed, configured = "", installArguments = {} } = book.get(name);
  const plan = { purpose, installArguments, onInstalled: () => book.note(name, { installed: version }) };
  if (purpose === "leave") return plan;
  const digest = digestOf(pkg.config ?? {});
  return {
    ...plan,
    ...(installed !== version && { installs: installed === undefined ? "install" : "upgrade" }),
    ...(installed !== undefined && { oldVersion: installed }),
    ...(digest !== configured && { onConfigured: () => book.note(name, { configured: digest }) }),
  };
}

/** Returns a text that is another one for another configuration, and empty for none. */
function digestOf(config: Configuration): string {
  return Object.keys(config).length === 0 ? "" : hash("sha256", JSON.stringify(config));
}
