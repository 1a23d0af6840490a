import { isUserName } from "@larder/registry-database";
import { z } from "zod";

import { lineText, queryText } from "../schemas.ts";

/** The name of a user in a body or a query, where the answer should name the field. */
export const userNameText = z.string().refine((text): boolean => isUserName(text), "must be the name of a user");

/** `/:user` */
export const userParams = z.object({ user: userNameText });

/** `?user`, for administrators. */
export const ownerQuery = z.object({
  user: userNameText.meta({ description: "Whose token it is; only for administrators. Without it, yours." }).optional(),
});

const size = z.coerce.number().int().min(1).max(250).default(50);
const after = { description: "The `next` of the page before." };

/** `?after&size` of a list by name. */
export const pageAfterName = z.object({ after: queryText(64).meta(after).optional(), size });

/** `?after&size` of a list by age, whose rows have numbers up to `idMax`. */
export const pageAfterId = (idMax: number) =>
  z.object({ after: z.coerce.number().int().min(0).max(idMax).meta(after).optional(), size });

/** An address of a mailbox. Nothing is sent to it, so that more than its form is not checked. */
export const emailText = lineText(254).refine((text) => /^[^@\s]+@[^@\s]+$/.test(text), "must be an address");

/** A password; whether it may become one is for the account to say. */
export const passwordText = z.string().max(1024);
