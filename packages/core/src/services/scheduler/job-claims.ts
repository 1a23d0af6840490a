/** One time of one job. */
export type JobTime = {
  readonly packageName: string;
  readonly job: string;
  /** When it is due, in milliseconds since 1970. */
  readonly due: number;
};

/** Decides which of several hosts runs a job at one of its times. */
export type JobClaims = {
  /**
   * Returns a claim on `time`; `undefined` when another host has had it, or still runs the job. The claim lasts
   * until it is released, or the host that holds it is gone.
   */
  claim(time: JobTime): Promise<JobClaim | undefined>;
};

export type JobClaim = { release(): Promise<void> };

/** Returns the claims of a host that shares its database with nobody: it has them all. */
export function unsharedJobClaims(): JobClaims {
  return { claim: async () => ({ release: async () => undefined }) };
}
