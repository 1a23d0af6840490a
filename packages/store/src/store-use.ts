import { accessSync, constants } from "node:fs";

import { type DirectoryShare, shareDirectory, type ShareOptions } from "@larder/sql/hold";

import { assertPlace } from "./assert-place.ts";
import { StoreError } from "./store-error.ts";

/** A prune takes seconds; an install may take as long as its downloads. */
const timeoutMs = { together: 120_000, alone: 600_000 };

/** The use of a store by this process: installs together, or a prune alone. */
export class StoreUse {
  readonly #root: string;
  #uses = 0;
  #share: Promise<DirectoryShare> | undefined;

  constructor(root: string) {
    this.#root = root;
  }

  /** Runs `work` while nobody prunes the store. Throws {@link StoreError} when a prune does not end. */
  async together<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#uses += 1;
    const share = (this.#share ??= takeShare(this.#root, "together"));
    try {
      await share;
      return await work();
    } finally {
      this.#uses -= 1;
      if (this.#uses === 0) {
        this.#share = undefined;
        void share.then(
          (taken) => taken.release(),
          () => undefined,
        );
      }
    }
  }

  /** Runs `work` while nobody else uses the store. Throws {@link StoreError} when installs do not end. */
  async alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const share = await takeShare(this.#root, "alone");
    try {
      return await work();
    } finally {
      share.release();
    }
  }
}

async function takeShare(root: string, mode: ShareOptions["mode"]): Promise<DirectoryShare> {
  assertPlace(root);
  if (mode === "together" && isReadOnly(root)) return { release: () => undefined };
  const share = await shareDirectory(root, { mode, timeoutMs: timeoutMs[mode] });
  if (share === undefined) throw StoreError.busy(root, mode === "alone" ? "an install" : "a prune");
  return share;
}

/** Nobody who may only read a store prunes it, nor has to tell others that he uses it. */
function isReadOnly(root: string): boolean {
  try {
    accessSync(root, constants.W_OK);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}
