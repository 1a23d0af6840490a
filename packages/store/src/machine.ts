import { ExpectedError } from "@larder/errors";
import { type ResolvedNode, runsOn } from "@larder/resolver";

import type { Machine } from "./read-machine.ts";

/** Does `node` run on `machine`? By the rule that a lock is solved by. */
export function fitsMachine(node: Pick<ResolvedNode, "os" | "cpu" | "libc">, { libc, ...machine }: Machine): boolean {
  return runsOn(node, { ...machine, ...(libc !== undefined && { libc }) });
}

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
