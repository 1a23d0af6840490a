import { ExpectedError } from "@larder/errors";
import { type ResolvedNode, runsOn } from "@larder/resolver";

/** What decides whether a package of one platform runs here, in Node's words. */
export type Machine = {
  readonly os: string;
  readonly cpu: string;
  /** `glibc` or `musl`; only Linux has one. */
  readonly libc: string | undefined;
};

/** Returns what this process runs on. */
export function readMachine(): Machine {
  const { platform: os, arch: cpu } = process;
  return { os, cpu, libc: os === "linux" ? readLibc() : undefined };
}

/** Does `node` run on `machine`? By the rule that a lock is solved by. */
export function fitsMachine(node: Pick<ResolvedNode, "os" | "cpu" | "libc">, { libc, ...machine }: Machine): boolean {
  return runsOn(node, { ...machine, ...(libc !== undefined && { libc }) });
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

/** A package that is not optional does not run on this machine. */
export class PlatformError extends ExpectedError {
  readonly code = "ETARGET";
  readonly node: string;

  constructor(node: ResolvedNode, machine: Machine) {
    const here = [machine.os, machine.cpu, machine.libc].filter((part) => part !== undefined).join(" ");
    const wanted = [node.os, node.cpu, node.libc].flatMap((list) => (list === undefined ? [] : [list.join(", ")]));
    super(`\`${node.id}\` does not run on ${here}: it wants ${wanted.join("; ")}`, {
      hint: "Want it where it runs, or ask its author to make it optional",
    });
    this.node = node.id;
  }
}
