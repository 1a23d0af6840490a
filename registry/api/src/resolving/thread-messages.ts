import type { ErrorCode } from "@larder/errors";
import type { PackageName } from "@larder/package-spec";
import type { PackageFrame, ResolveAnswer, ResolveRequestBody } from "@larder/registry-client";

/*
 * What passes between the registry and the thread that solves. A question has an id; the thread asks for
 * the documents of names, and is told the key of each that the caller may read. It keeps documents by
 * their keys, and asks for the bytes of those that it does not have.
 */

/** To the thread. */
export type ToSolver =
  | {
      readonly type: "question";
      readonly id: number;
      readonly body: ResolveRequestBody;
      readonly wantsGuesses: boolean;
    }
  /** Name → key; `undefined` when there is no such package for the caller. */
  | {
      readonly type: "found";
      readonly id: number;
      readonly keys: readonly (readonly [PackageName, string | undefined])[];
    }
  /** Those whose documents cannot be had; the registry knows why. */
  | { readonly type: "failed"; readonly id: number; readonly names: readonly PackageName[] }
  | { readonly type: "documents"; readonly id: number; readonly bytes: readonly (readonly [string, Uint8Array])[] }
  /** Nobody waits for the answer any more. */
  | { readonly type: "leave"; readonly id: number };

/** From the thread. */
export type FromSolver =
  /** Said before each piece of work, so that the registry knows which question keeps the thread busy. */
  | { readonly type: "working"; readonly id: number }
  | { readonly type: "resting"; readonly id: number }
  | { readonly type: "find"; readonly id: number; readonly names: readonly PackageName[] }
  | { readonly type: "read"; readonly id: number; readonly keys: readonly string[] }
  /** Versions that the answer will probably name. */
  | { readonly type: "guesses"; readonly id: number; readonly packages: readonly PackageFrame[] }
  | { readonly type: "answer"; readonly id: number; readonly answer: ResolveAnswer }
  | { readonly type: "refusal"; readonly id: number; readonly refusal: Refusal }
  /** The document of `name` was needed, and could not be had. */
  | { readonly type: "unavailable"; readonly id: number; readonly name: PackageName }
  | { readonly type: "bug"; readonly id: number; readonly message: string; readonly stack: string | undefined };

/** An expected failure, as it travels. */
export type Refusal = { readonly code: ErrorCode; readonly message: string; readonly hint: string | undefined };

/** What a thread is started with. */
export type SolverSettings = { readonly publicUrl: string; readonly documentBytesMax: number };
