/** What a process did to a disk, as a trace of its system calls shows it. Paths are absolute. */
export type DiskOperation = Moment &
  (
    | { readonly kind: "open"; readonly path: string; readonly creates: boolean; readonly truncates: boolean }
    | { readonly kind: "write"; readonly path: string; readonly offset: number; readonly bytes: Buffer }
    | { readonly kind: "truncate"; readonly path: string; readonly size: number }
    | { readonly kind: "rename"; readonly from: string; readonly to: string }
    | { readonly kind: "remove"; readonly path: string }
    | { readonly kind: "make directory"; readonly path: string }
    | { readonly kind: "sync"; readonly path: string }
    | { readonly kind: "answer"; readonly text: string }
  );

/** When the call began and ended, as numbers of lines of the trace. */
export type Moment = { readonly startedAt: number; readonly endedAt: number };
