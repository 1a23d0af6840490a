/** What one round of one scenario showed; what a scenario does not measure is left out. */
export type HostSample = {
  /** Of one call after the other, in microseconds. */
  readonly p50Us?: number;
  readonly p95Us?: number;
  /** Of the host and its sandboxes together, for each call. */
  readonly cpuUs?: number;
  /** Calls or requests, many at once. */
  readonly perSecond?: number;
  /** Of a start or a reload, from its beginning to its end. */
  readonly ms?: number;
  /** Of the host and its sandboxes together. */
  readonly cpuMs?: number;
  /** Of the processes of the sandboxes, each shared page counted in parts. */
  readonly sandboxesMb?: number;
  /** Of the host's own process. */
  readonly hostMb?: number;
  /** Calls that did not answer as they must, while packages were reloaded. */
  readonly failed?: number;
};

export type HostFigure = keyof HostSample;

/** All samples of one scenario, a round each. */
export type HostSeries = { readonly scenario: string; readonly samples: HostSample[] };
