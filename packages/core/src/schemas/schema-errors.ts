import { ExpectedError } from "@larder/errors";

/** A schema refers to one that no domain of the host has. */
export class UnknownSchemaError extends ExpectedError {
  readonly code = "E404";
  readonly schema: string;

  constructor(schema: string, known: readonly string[]) {
    const there = known.map((name) => `\`${name}\``).join(", ");
    super(`There is no schema \`${schema}\``, {
      hint: known.length === 0 ? "No domain of a package here has schemas" : `There are ${there}`,
    });
    this.schema = schema;
  }
}

/** Several packages have a schema of the name. */
export class AmbiguousSchemaError extends ExpectedError {
  readonly code = "EPLUGIN";
  readonly schema: string;

  constructor(schema: string, candidates: readonly string[]) {
    super(`The schema \`${schema}\` may be ${candidates.map((name) => `\`${name}\``).join(" or ")}`, {
      hint: "Use the full name, or require the package that is meant",
    });
    this.schema = schema;
  }
}
