import { ExpectedError } from "@larder/errors";
import type { PackageName } from "@larder/package-spec";
import { z } from "zod";

import type { Origin } from "../../origins/find-origin.ts";
import type { RegistryParts } from "../../operating/registry-parts.ts";
import { isArchiveFile, type ServedTarball } from "../../packuments/served-tarball.ts";
import { knownOrigin, readOrigin, uplinkOf } from "../read-origin.ts";
import { factory } from "../registry-routes.ts";
import { packageName } from "../schemas.ts";
import { valid } from "../valid.ts";

const params = z.object({
  name: packageName,
  file: z.string().refine(isArchiveFile, "must be the name of an archive"),
});

/** `GET /:name/-/:file`: the archive of a version; it never changes. */
export const getTarball = factory.createHandlers(valid("param", params), async (c) => {
  const { name, file } = c.req.valid("param");
  const { registry, caller, hops } = c.var;

  const known = knownOrigin(registry, caller, name);
  const origin = known.type === "hosted" ? known : await readOrigin(registry, caller, name);
  const wanted = { origin, name, file, hops };
  const tarball = c.req.method === "HEAD" ? await findWhole(registry, wanted) : await find(registry, wanted);
  if (tarball === undefined) throw new TarballNotFoundError(name, file);

  const headers = tarballHeaders(tarball, origin);
  if (tarball.etag !== undefined && c.req.header("if-none-match") === tarball.etag) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(c.req.method === "HEAD" ? null : tarball.open(), { headers });
});

type Wanted = { origin: Origin; name: PackageName; file: string; hops: string };

async function find(registry: RegistryParts, { origin, name, file, hops }: Wanted): Promise<ServedTarball | undefined> {
  if (origin.type === "hosted") return registry.hostedTarballs.find(name, file);
  return uplinkOf(registry, origin).tarballs.find(name, file, hops);
}

/** An archive that still has to come from an uplink says how large it is once it has come. */
async function findWhole(registry: RegistryParts, wanted: Wanted): Promise<ServedTarball | undefined> {
  const tarball = await find(registry, wanted);
  if (tarball === undefined || tarball.size !== undefined) return tarball;
  await new Response(tarball.open()).body?.pipeTo(new WritableStream());
  return find(registry, wanted);
}

function tarballHeaders({ size, etag }: ServedTarball, origin: Origin): Headers {
  const scope = origin.rule.read.includes("$all") ? "public" : "private";
  const headers = new Headers({
    "content-type": "application/octet-stream",
    "cache-control": `${scope}, max-age=31536000, immutable`,
  });
  if (etag !== undefined) headers.set("etag", etag);
  if (size !== undefined) headers.set("content-length", String(size));
  return headers;
}

class TarballNotFoundError extends ExpectedError {
  readonly code = "E404";

  constructor(name: PackageName, file: string) {
    super(`Package \`${name}\` has no archive \`${file}\``, { hint: `List its versions with \`larder info ${name}\`` });
  }
}
