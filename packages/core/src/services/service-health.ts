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

/** How a record judges what it sees, and who is told of it. */
export type HealthRecordOptions = {
  /** Which failures are the service's own; all, when left out. */
  readonly isFault?: (failure: unknown) => boolean;
  /** Told once when a service that worked, or that nobody had used, fails. */
  readonly onFailed?: OnServiceFailed | undefined;
};

/** Told why a service fails. */
export type OnServiceFailed = (reason: string) => void;

/** Returns a record of a service that nobody has used. */
export function createHealthRecord({ isFault = () => true, onFailed }: HealthRecordOptions = {}): HealthRecord {
  let health: ServiceHealth = { state: "idle" };
  return {
    health: () => health,
    async watch(work) {
      try {
        const result = await work();
        health = { state: "ok" };
        return result;
      } catch (failure) {
        if (isFault(failure)) {
          const wasFailed = health.state === "failed";
          health = { state: "failed", reason: reasonOf(failure) };
          if (!wasFailed) onFailed?.(health.reason);
        }
        throw failure;
      }
    },
  };
}

function reasonOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
