import { ExpectedError } from "@larder/errors";

import type { CheckedPackage } from "./check-signatures.ts";

type Facts = Pick<CheckedPackage, "node" | "registry" | "keyid">;

/** A package is not what its registry signed: somebody on the way changed it, or the registry is broken. */
export class WrongSignatureError extends ExpectedError {
  readonly code = "EINTEGRITY";
  readonly node: string;
  readonly keyid: string | undefined;

  constructor({ node, registry, keyid }: Facts, reason: string) {
    super(`\`${node.id}\` of registry \`${registry}\` ${reason}`, {
      hint: "If somebody edited `larder.lock`, restore it from version control; else tell whoever runs the registry, since it, or something before it, may serve what nobody published",
    });
    this.node = node.id;
    this.keyid = keyid;
  }
}

/** A package is signed with a key that the host has not agreed to. */
export class UnknownKeyError extends ExpectedError {
  readonly code = "EPOLICY";
  readonly node: string;
  readonly keyid: string;

  constructor({ node, registry, keyid = "" }: Facts, others: number) {
    const more = others === 0 ? "" : `, and ${others} more with keys like it`;
    super(
      `\`${node.id}\` is signed with the key \`${keyid}\` of \`${registry}\`, which is none in \`larder.lock\`${more}`,
      {
        hint: "When whoever runs the registry has announced a new key, agree to it with `larder lock --accept-keys`",
      },
    );
    this.node = node.id;
    this.keyid = keyid;
  }
}

/** A generation that was made under another policy holds what is refused today. */
export class RefusedGenerationError extends ExpectedError {
  readonly code = "EPOLICY";
  readonly generation: number;

  constructor(generation: number, refusal: MissingSignatureError | UnknownKeyError) {
    super(`Generation ${generation} was made under another policy: ${refusal.message}`, {
      hint: "Go back to another one (`larder rollback --list`), or change `policy: { signatures }` in `larder.yaml` first",
      cause: refusal,
    });
    this.generation = generation;
  }
}

/** The policy asks for signatures, and a package has none that can be checked. */
export class MissingSignatureError extends ExpectedError {
  readonly code = "EPOLICY";
  readonly node: string;

  constructor({ node, registry, state }: CheckedPackage, others: number) {
    const what =
      state === "unsigned"
        ? "has no signature in `larder.lock`"
        : `has a signature, and no key of \`${registry}\` is known to check it with`;
    const more = others === 0 ? "" : `; nor can ${others} more be checked`;
    super(`\`policy: { signatures: require }\` refuses \`${node.id}\`, which ${what}${more}`, {
      hint: "Run `larder lock`, which asks the registry for signatures and keys; one that signs nothing needs `signatures: warn`",
    });
    this.node = node.id;
  }
}
