/** What a host tells the process that runs sandboxes. */
export type RunnerCommand =
  /** Makes the sandbox `vm` and evaluates `code` in it. */
  | { readonly type: "create"; readonly vm: number; readonly code: string; readonly limits: VmLimits }
  | { readonly type: "text"; readonly vm: number; readonly text: string }
  | { readonly type: "dispose"; readonly vm: number };

/** What that process tells its host. */
export type RunnerEvent =
  | { readonly type: "ready" }
  | { readonly type: "created"; readonly vm: number }
  | { readonly type: "text"; readonly vm: number; readonly text: string }
  /** One stretch of its code took too long and was ended; the sandbox goes on. */
  | { readonly type: "interrupted"; readonly vm: number }
  /** The sandbox is gone, and says why. */
  | { readonly type: "broken"; readonly vm: number; readonly reason: string };

/** What one sandbox may use. */
export type VmLimits = {
  readonly memoryBytes: number;
  /** The longest that its code may run without a pause, in milliseconds. */
  readonly stretchMs: number;
  /** The longest message that it may send, in characters. */
  readonly messageCharsMax: number;
  /** The most messages that it may send in one stretch. */
  readonly messagesMax: number;
};
