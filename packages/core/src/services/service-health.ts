/** How a service is. What fails in one marks that one, and nothing else. */
export type ServiceHealth =
  | { readonly state: "ok" }
  /** Nobody has used it yet. */
  | { readonly state: "idle" }
  /** `reason` is one sentence. */
  | { readonly state: "failed"; readonly reason: string };

/** Remembers how the last try of a service went. */
export type HealthRecord = {
  health(): ServiceHealth;
  /** Returns what `work` returns, and notes that the service works; a failure is noted and thrown on. */
  watch<Result>(work: () => Promise<Result>): Promise<Result>;
};

/** Returns a record of a service that nobody has used. `isFault` says which failures are the service's own; all, when left out. */
export function createHealthRecord(isFault: (failure: unknown) => boolean = () => true): HealthRecord {
  let health: ServiceHealth = { state: "idle" };
  return {
    health: () => health,
    async watch(work) {
      try {
        const result = await work();
        health = { state: "ok" };
        return result;
      } catch (failure) {
        if (isFault(failure)) health = { state: "failed", reason: reasonOf(failure) };
        throw failure;
      }
    },
  };
}

function reasonOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
