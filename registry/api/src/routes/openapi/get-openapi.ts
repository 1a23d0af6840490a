import { z } from "zod";

import { factory } from "../registry-routes.ts";
import { type ApiDocument, createApiDocument } from "./create-document.ts";
import { type ListedHandler, listDescribedRoutes } from "./described-route.ts";
import { operation } from "./operation.ts";

const description = operation({
  id: "getOpenapi",
  tag: "operating",
  summary: "Returns this document",
  answer: z.looseObject({ openapi: z.string() }),
});

/** `GET /-/api/v1/openapi.json`: what Larder's own API takes and answers. `list` gives all routes of the app. */
export const getOpenapi = (list: () => readonly ListedHandler[]) => {
  let document: ApiDocument | undefined;
  return factory.createHandlers(description, (c) => {
    document ??= createApiDocument(listDescribedRoutes(list()));
    return c.json(document as object);
  });
};
