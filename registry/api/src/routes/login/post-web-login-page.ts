import { z } from "zod";

import { BadCredentialError, ForbiddenError } from "../../accounts/account-errors.ts";
import { getOpenWebLogin, makeWebLogin } from "../../accounts/web-login.ts";
import { statusOf } from "../../operating/error-response.ts";
import { askerAt } from "./get-web-login-page.ts";
import { refuseWithPage } from "./refuse-with-page.ts";
import { factory } from "../registry-routes.ts";
import { sameOrigin } from "./same-origin.ts";
import { valid, validForm } from "../valid.ts";
import { webLoginPage } from "./web-login-page.ts";

const params = z.object({ page: z.string().max(64) });
const form = z.object({ name: z.string().max(214), password: z.string().max(1024) });

/** `POST /-/v1/login/:page`: name and password, as the page sends them. */
export const postWebLoginPage = factory.createHandlers(
  refuseWithPage,
  sameOrigin,
  valid("param", params),
  validForm(form),
  async (c) => {
    const { page } = c.req.valid("param");
    const { name, password } = c.req.valid("form");
    const { database, loginLimiter: limiter, configuration, publicUrl, now } = c.var.registry;
    const context = { database, limiter, signUp: configuration.signUp, at: now(), address: c.var.address };
    const { address } = await getOpenWebLogin(database, page, context.at);

    const refusal = await makeWebLogin(context, page, { name, password }).then(() => undefined, mistakeOf);

    if (refusal === undefined) return webLoginPage(publicUrl, { type: "done", name }, 200);
    const view = { type: "form", asker: askerAt(address), name, problem: `${refusal.message}.` } as const;
    return webLoginPage(publicUrl, view, statusOf(refusal));
  },
);

/** What a person can type better is said above the form; everything else ends the login. */
function mistakeOf(error: unknown): BadCredentialError | ForbiddenError {
  if (error instanceof BadCredentialError || error instanceof ForbiddenError) return error;
  throw error;
}
