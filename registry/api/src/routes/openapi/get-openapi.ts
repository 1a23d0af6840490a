import { z } from "zod";

import { factory } from "../registry-routes.ts";
import { type ApiDocument, createApiDocument } from "./create-document.ts";
import { type ListedHandler, listDescribedRoutes } from "./described-route.ts";
import { docsPage } from "./docs-page.ts";
import { viewOf } from "./document-types.ts";
import { operation } from "./operation.ts";

/** Gives all routes of the app. */
type ListRoutes = () => readonly ListedHandler[];

const description = operation({
  id: "getOpenapi",
  tag: "operating",
  summary: "Returns this document",
  answer: z.looseObject({ openapi: z.string() }),
});

/** `GET /-/api/v1/openapi.json`: what Larder's own API takes and answers, for programs. */
export const getOpenapi = (list: ListRoutes) => {
  const read = documentOf(list);
  return factory.createHandlers(description, (c) => c.json(read() as object));
};

const pageDescription = operation({
  id: "getDocs",
  tag: "operating",
  summary: "Returns this document as a page",
  content: { "text/html": z.string() },
});

/** `GET /-/api/v1/docs`: the same for people. */
export const getDocs = (list: ListRoutes) => {
  const read = documentOf(list);
  return factory.createHandlers(pageDescription, () => docsPage(viewOf(read())));
};

/** The document is made when it is first asked for: by then all routes are there. */
function documentOf(list: ListRoutes): () => ApiDocument {
  let document: ApiDocument | undefined;
  return () => (document ??= createApiDocument(listDescribedRoutes(list())));
}
