import { z } from "zod";

import { getOpenWebLogin } from "../../accounts/web-login.ts";
import { factory } from "../registry-routes.ts";
import { valid } from "../valid.ts";
import { webLoginPage } from "./web-login-page.ts";
import { refuseWithPage } from "./refuse-with-page.ts";

const params = z.object({ page: z.string().max(64) });

/** `GET /-/v1/login/:page`: the page that asks for name and password. */
export const getWebLoginPage = factory.createHandlers(refuseWithPage, valid("param", params), async (c) => {
  const { page } = c.req.valid("param");
  const { database, publicUrl, now } = c.var.registry;

  const { address } = await getOpenWebLogin(database, page, now());

  return webLoginPage(publicUrl, { type: "form", asker: askerAt(address), name: "" }, 200);
});

/** Returns how the page calls whoever waits for the login. */
export function askerAt(address: string | null): string {
  return address === null ? "A program" : `A program at ${address}`;
}
