import { responseOf } from "../../packuments/answer.ts";
import { readOrigin } from "../read-origin.ts";
import { factory } from "../registry-routes.ts";
import { packageParams } from "../schemas.ts";
import { valid } from "../valid.ts";
import { packumentAnswer } from "./packument-answer.ts";

/** `GET /:name`: the packument, short for installers, full for the others (`npm install`, `npm view`). */
export const getPackage = factory.createHandlers(valid("param", packageParams), async (c) => {
  const { name } = c.req.valid("param");
  const { registry, caller, hops } = c.var;
  const isForWriting = c.req.query("write") === "true";

  const origin = await readOrigin(registry, caller, name);
  const header = (key: string): string | undefined => c.req.header(key);
  return responseOf(await packumentAnswer(registry, { origin, name, isForWriting, hops, header }));
});
