import { z } from "zod";

import { actorOf } from "../../accounts/actor.ts";
import { authorizeMember } from "../../accounts/authorize.ts";
import { addTeamMember, removeTeamMember } from "../../accounts/orgs/change-team-member.ts";
import { teamParams, userText } from "../org-params.ts";
import { factory } from "../registry-routes.ts";
import { valid, validJson } from "../valid.ts";

const body = z.object({ user: userText });

/** `PUT /-/team/:org/:team/user`: puts a member of the organisation into a team (`npm team add`). */
export const putTeamMember = factory.createHandlers(valid("param", teamParams), validJson(body), async (c) => {
  const ref = c.req.valid("param");
  const { user } = c.req.valid("json");
  const { registry, caller, address } = c.var;

  const admin = authorizeMember(caller, { action: "manage-teams", org: ref.org });
  await addTeamMember(registry.database, { ...ref, user, actor: actorOf(admin, address), at: registry.now() });

  return c.json({ ok: true }, 201);
});

/** `DELETE /-/team/:org/:team/user`: takes a user out of a team (`npm team rm`). */
export const deleteTeamMember = factory.createHandlers(valid("param", teamParams), validJson(body), async (c) => {
  const ref = c.req.valid("param");
  const { user } = c.req.valid("json");
  const { registry, caller, address } = c.var;

  const admin = authorizeMember(caller, { action: "manage-teams", org: ref.org });
  await removeTeamMember(registry.database, { ...ref, user, actor: actorOf(admin, address), at: registry.now() });

  return c.json({ ok: true });
});
