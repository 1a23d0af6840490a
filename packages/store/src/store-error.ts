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

/** The store cannot be used. */
export class StoreError extends ExpectedError {
  readonly code = "ESTORE";
  readonly path: string;

  private constructor(path: string, sentence: string, options: { readonly hint: string; readonly cause?: unknown }) {
    super(`The package store \`${path}\` ${sentence}`, options);
    this.path = path;
  }

  /** The disk refuses, for a `reason` that it says. */
  static unwritable(path: string, reason: string, cause?: unknown): StoreError {
    const hint = "Check the disk and the rights, or set LARDER_STORE to another directory";
    return new StoreError(path, `cannot be written: ${reason}`, { hint, cause });
  }

  /** What is at `place` in it is not what was put there. */
  static damaged(path: string, place: string): StoreError {
    return new StoreError(path, `is damaged: \`${place}\` cannot be read`, {
      hint: "Repair it with `larder store verify --repair`",
    });
  }

  /** It no longer says which host the file at `note` stood for. */
  static lostNote(path: string, note: string): StoreError {
    return new StoreError(path, `no longer knows one of its hosts: \`${note}\` is damaged`, {
      hint: "Remove that file and run `larder install` in each host, so that nothing is removed that one of them needs",
    });
  }

  /** Others use it, and do not end. */
  static busy(path: string, by: string): StoreError {
    return new StoreError(path, `is in use by ${by}`, { hint: "Try again when that has ended" });
  }
}
