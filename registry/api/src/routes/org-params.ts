import { parseOrgName, parseTeamName, parseUserName } from "@larder/registry-database";
import { z } from "zod";

/** `/-/org/:org` */
export const orgParams = z.object({ org: z.string().transform((text) => parseOrgName(text)) });

/** `/-/team/:org/:team` */
export const teamParams = orgParams.extend({ team: z.string().transform((text) => parseTeamName(text)) });

/** A user in a body; libraries write some with an `@`. */
export const userText = z.string().transform((text) => parseUserName(text.replace(/^@/, "")));

/** `?format=cli`, which some clients send and others do not, each for the form that they read. */
export const formatQuery = z.object({ format: z.string().optional() });
