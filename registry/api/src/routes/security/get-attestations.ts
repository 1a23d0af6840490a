import { ExpectedError } from "@larder/errors";
import { type PackageName, parsePackageName, parseVersion, type Version } from "@larder/package-spec";
import { listAttestations } from "@larder/registry-database";
import { z } from "zod";

import { readOrigin, uplinkOf } from "../read-origin.ts";
import { factory } from "../registry-routes.ts";
import { valid } from "../valid.ts";

/** A name has 214 characters at the most, a version 256. */
const params = z.object({ spec: z.string().max(480).transform(parseExactSpec) });

/** `GET /-/npm/v1/attestations/:name@:version`: how a version was made, signed by who made it (`npm audit signatures`). */
export const getAttestations = factory.createHandlers(valid("param", params), async (c) => {
  const { name, version } = c.req.valid("param").spec;
  const { registry, caller, hops } = c.var;

  const origin = await readOrigin(registry, caller, name);
  if (origin.type === "uplink") {
    const uplink = uplinkOf(registry, origin);
    await uplink.documents.assertVersionServed(name, version, hops);
    const attestations = await uplink.attestations.find({ name, version }, hops);
    if (attestations.length === 0) throw new AttestationsNotFoundError(name, version);
    return c.json({ attestations });
  }
  const attestations = await listAttestations(registry.database.db, { name, version });
  if (attestations.length === 0) throw new AttestationsNotFoundError(name, version);

  return c.json({ attestations });
});

function parseExactSpec(spec: string): { readonly name: PackageName; readonly version: Version } {
  const at = spec.lastIndexOf("@");
  return { name: parsePackageName(spec.slice(0, Math.max(at, 0))), version: parseVersion(spec.slice(at + 1)) };
}

class AttestationsNotFoundError extends ExpectedError {
  readonly code = "E404";

  constructor(name: PackageName, version: Version) {
    super(`There are no attestations of \`${name}@${version}\``, {
      hint: "`npm publish --provenance` adds one where the build can vouch for it",
    });
  }
}
