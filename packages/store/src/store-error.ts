import { ExpectedError } from "@larder/errors";
import type { Integrity } from "@larder/package-spec";
import type { NodeSource, ResolvedNode } from "@larder/resolver";

/** The bytes of a package are not those that were locked. */
export class IntegrityError extends ExpectedError {
  readonly code = "EINTEGRITY";
  readonly node: string;
  readonly expected: Integrity;
  readonly received: Integrity | undefined;
  /** Who sent them. */
  readonly source: NodeSource;

  constructor(node: ResolvedNode, received: Integrity | undefined) {
    super(
      `\`${node.name}@${node.version}\` from ${describeSource(node.source)} is not what was locked: expected ${node.integrity}, got ${received ?? "more bytes than any package has"}`,
      {
        hint: "Do not install it before you know who changed it; if that was right, lock it again with `larder update`",
      },
    );
    this.node = node.id;
    this.expected = node.integrity;
    this.received = received;
    this.source = node.source;
  }
}

function describeSource(source: NodeSource): string {
  switch (source.type) {
    case "registry":
      return `registry \`${source.registry}\``;
    case "git":
      return `\`${source.repository}\``;
    case "path":
      return `\`${source.path}\``;
    case "tarball":
      return `\`${source.url}\``;
  }
}

/** The store cannot be written. */
export class StoreError extends ExpectedError {
  readonly code = "ESTORE";
  readonly path: string;

  constructor(path: string, reason: string, cause: unknown) {
    super(`The package store \`${path}\` cannot be written: ${reason}`, {
      hint: "Check the disk and the rights, or name another store with `--store DIR`",
      cause,
    });
    this.path = path;
  }
}
