import { archiveFramesType, archivesPerQuestionMax, framedBytesMax } from "@larder/registry-client";
import { ExpectedError } from "@larder/errors";
import { tarballFile } from "@larder/packument";
import type { PackageName } from "@larder/package-spec";
import { z } from "zod";

import { failureResponse } from "../../operating/failure-response.ts";
import type { ServedTarball } from "../../packuments/served-tarball.ts";
import { operation } from "../openapi/operation.ts";
import { findArchive } from "../packages/archive-answer.ts";
import { archiveOrigin } from "../packages/get-tarball.ts";
import { factory } from "../registry-routes.ts";
import { packageName, versionText } from "../schemas.ts";
import { validJson } from "../valid.ts";
import { streamArchives } from "./archive-stream.ts";

/** Names have up to 214 characters, and versions up to 256. */
const limits = { bytesMax: archivesPerQuestionMax * 600, membersMax: 4 * archivesPerQuestionMax };

const description = operation({
  id: "getArchives",
  tag: "packages",
  summary: "Returns the archives of many versions in one answer",
  description: [
    "Each comes as a frame of three numbers of four bytes, big endian, and then its bytes: the place of the package in the question, from 0; a status; the count of the bytes.",
    "Status 200 has an archive behind it; each other one the JSON of a refusal, which is that of the archive's own request.",
    "Frames come in the order in which archives are at hand. An answer that ends before all came has broken off.",
    `An archive of more than ${framedBytesMax} bytes is 413, and has to be asked for by itself.`,
  ].join(" "),
  content: { [archiveFramesType]: z.string().meta({ format: "binary" }) },
});

const body = z.strictObject({
  packages: z
    .array(z.strictObject({ name: packageName, version: versionText }))
    .min(1)
    .max(archivesPerQuestionMax),
});

/** `POST /-/api/v1/archives`: what an installation needs, without a request for each. */
export const postArchives = factory.createHandlers(description, validJson(body, limits), (c) => {
  const { packages } = c.req.valid("json");
  const { registry, identifyAgain, hops, address, arrival } = c.var;
  const { limits: rates, downloads, metrics } = registry.operations;

  const find = async (place: number): Promise<Uint8Array<ArrayBuffer>> => {
    const asked = packages[place];
    if (asked === undefined) throw new Error(`There is no place ${place} in the question`);
    // A slow reader may outlive the credential, or a right.
    const caller = await identifyAgain();
    rates.take("reads", caller, address);
    const { name } = asked;
    const file = tarballFile(name, asked.version);
    const origin = await archiveOrigin(registry, caller, name);
    const bytes = await readFramed(await findArchive(registry, { origin, name, file, hops }), name, file);
    downloads.count(`${name}/${file}`);
    metrics.countSentTogether();
    return bytes;
  };
  const toFailure = (error: unknown): Response => failureResponse(registry, arrival, error);
  return c.body(streamArchives({ count: packages.length, find, toFailure }), 200, {
    "content-type": archiveFramesType,
    "cache-control": "no-store",
  });
});

/**
 * One that comes from an uplink for the first time does not say how large it is. What turns out to be too large is given
 * up, and begins anew for whoever asks for it by itself: he hears of it from its first byte on.
 */
async function readFramed(tarball: ServedTarball, name: PackageName, file: string): Promise<Uint8Array<ArrayBuffer>> {
  if ((tarball.size ?? 0) > framedBytesMax) throw new UnframedArchiveError(name, file);
  const opened = tarball.open();
  if (opened === undefined) throw new Error(`The archive ${file} of ${name} has no bytes`);
  if (opened instanceof Uint8Array) return opened;
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of opened) {
    size += piece.byteLength;
    if (size > framedBytesMax) throw new UnframedArchiveError(name, file);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

class UnframedArchiveError extends ExpectedError {
  readonly code = "E413";

  constructor(name: PackageName, file: string) {
    super(`The archive \`${file}\` of \`${name}\` is larger than those that are sent together`, {
      hint: "Ask for it by itself",
    });
  }
}
