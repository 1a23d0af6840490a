import type { PublishDocument } from "@larder/packument";
import type { PackageName, Version } from "@larder/package-spec";
import type { Attestation } from "@larder/registry-database";
import { z } from "zod";

import { parseForeignJson } from "./parse-foreign-json.ts";
import { InvalidManifestError } from "./publish-errors.ts";

const bundleLengthMax = 1024 * 1024;

/** What of a Sigstore bundle has to be there; it is kept and served whole. */
const bundleSchema = z.looseObject({
  mediaType: z.string().startsWith("application/vnd.dev.sigstore.bundle"),
  dsseEnvelope: z.looseObject({
    payloadType: z.literal("application/vnd.in-toto+json"),
    payload: z.base64(),
    signatures: z.array(z.looseObject({ sig: z.string() })).min(1),
  }),
});

const statementSchema = z.object({
  subject: z.array(z.object({ name: z.string(), digest: z.object({ sha512: z.string() }) })).length(1),
  predicateType: z.enum(["https://slsa.dev/provenance/v1", "https://slsa.dev/provenance/v0.2"]),
});

/** What a provenance statement has to be about. */
export type ProvenanceSubject = {
  readonly name: PackageName;
  readonly version: Version;
  /** Of the archive, in hex. */
  readonly sha512: string;
};

/**
 * Finds the provenance statement that came beside an archive (`npm publish --provenance`).
 *
 * Throws {@link InvalidManifestError} when it is none, or not about this very archive. Whether its
 * signatures are good is for those who install to check, against the keys that they trust.
 */
export function findProvenance(
  attachments: PublishDocument["_attachments"],
  subject: ProvenanceSubject,
): Attestation | undefined {
  const [found, ...others] = Object.entries(attachments).filter(([file]) => file.endsWith(".sigstore"));
  if (found === undefined) return undefined;
  if (others.length > 0) throw new InvalidProvenanceError("it comes twice");
  const [, { data }] = found;
  if (typeof data !== "string" || data.length > bundleLengthMax) throw new InvalidProvenanceError("it is no text");

  const bundle = parseAs(bundleSchema, data);
  const payload = Buffer.from(bundle.dsseEnvelope.payload, "base64").toString("utf8");
  const statement = parseAs(statementSchema, payload);
  assertAbout(statement, subject);
  return { predicateType: statement.predicateType, bundle: bundle as Attestation["bundle"] };
}

function assertAbout({ subject }: z.infer<typeof statementSchema>, { name, version, sha512 }: ProvenanceSubject): void {
  const [about] = subject;
  // In the URL of a package only the sign of its scope is escaped.
  const url = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  if (about?.name !== url) throw new InvalidProvenanceError(`it is not about \`${url}\``);
  if (about.digest.sha512 !== sha512) throw new InvalidProvenanceError("it is about other bytes");
}

function parseAs<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> {
  const parsed = schema.safeParse(parseOrNothing(text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new InvalidProvenanceError(`\`${issue?.path.join(".") ?? ""}\` is wrong: ${issue?.message ?? ""}`);
}

function parseOrNothing(text: string): unknown {
  try {
    return parseForeignJson(text);
  } catch {
    return undefined;
  }
}

/** The statement of how a version was made cannot be kept: nobody could rely on it. */
class InvalidProvenanceError extends InvalidManifestError {
  constructor(reason: string) {
    super(`The provenance statement cannot be kept: ${reason}`, "Publish again, with `--provenance` or without");
  }
}
