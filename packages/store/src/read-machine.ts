/** What decides whether a package of one platform runs here, in Node's words. */
export type Machine = {
  readonly os: string;
  readonly cpu: string;
  /** `glibc` or `musl`; only Linux has one. */
  readonly libc: string | undefined;
};

/** It takes some milliseconds to find out, and does not change. */
let here: Machine | undefined;

/** Returns what this process runs on. */
export function readMachine(): Machine {
  const { platform: os, arch: cpu } = process;
  here ??= { os, cpu, libc: os === "linux" ? readLibc() : undefined };
  return here;
}

/**
 * Only glibc reports its version; without one it is musl.
 *
 * The report leaves the network out: it would look up the host name of each open connection, and wait
 * for seconds where no name server answers.
 */
function readLibc(): string {
  const report: Report = process.report;
  const { excludeNetwork = false } = report;
  report.excludeNetwork = true;
  const { header } = report.getReport() as { readonly header?: { readonly glibcVersionRuntime?: string } };
  report.excludeNetwork = excludeNetwork;
  return header?.glibcVersionRuntime === undefined ? "musl" : "glibc";
}

/** Node's types do not know the switch yet. */
type Report = typeof process.report & { excludeNetwork?: boolean };
