import { PackageNotFoundError } from "@larder/registry-database";

import { documentResponse } from "../../packuments/document-response.ts";
import { formFor } from "../../packuments/negotiate.ts";
import { findServedDocument } from "./find-served-document.ts";
import { readOrigin } from "../read-origin.ts";
import { factory } from "../registry-routes.ts";
import { packageParams } from "../schemas.ts";
import { valid } from "../valid.ts";

/** `GET /:name`: the packument, short for installers, full for the others (`npm install`, `npm view`). */
export const getPackage = factory.createHandlers(valid("param", packageParams), async (c) => {
  const { name } = c.req.valid("param");
  const { registry, caller, hops } = c.var;
  const isForWriting = c.req.query("write") === "true";

  const origin = await readOrigin(registry, caller, name);
  const form = isForWriting ? "full" : formFor(c.req.header("accept"));
  const document = await findServedDocument(registry, { origin, name, form, hops });
  if (document === undefined) throw new PackageNotFoundError(name);

  const isPublic = !isForWriting && origin.rule.read.includes("$all");
  return documentResponse(document, c.req.raw.headers, isPublic ? "public" : "private");
});
