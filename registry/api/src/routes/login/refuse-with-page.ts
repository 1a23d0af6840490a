import { ExpectedError } from "@larder/errors";

import { statusOf } from "../../operating/error-response.ts";
import { factory } from "../registry-routes.ts";
import { webLoginPage } from "./web-login-page.ts";

/** Says what refuses a login on a page, since a person reads it; what the answer says to programs stays. */
export const refuseWithPage = factory.createMiddleware(async (c, next) => {
  await next();
  if (!(c.error instanceof ExpectedError)) return;
  const retryAfter = c.res.headers.get("retry-after");
  const view = { type: "refused", problem: `${c.error.message}.` } as const;
  const page = await webLoginPage(c.var.registry.publicUrl, view, statusOf(c.error));
  if (retryAfter !== null) page.headers.set("retry-after", retryAfter);
  c.res = undefined;
  c.res = page;
});
