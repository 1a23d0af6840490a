import { orgRoles, permissions } from "@larder/registry-database";
import { z } from "zod";

import { moment, nextPage, packageNameField } from "./scalars.ts";

const role = z.enum(orgRoles).meta({ id: "OrgRole", description: "Each may do what those after it may." });

const orgSummary = z
  .object({
    name: z.string().meta({ description: "Without the `@` of the scope that it owns.", examples: ["acme"] }),
    role: role.nullable().meta({ description: "Yours; `null` when you are no member." }),
  })
  .meta({ id: "OrgSummary" });

export const orgList = z.object({ orgs: z.array(orgSummary), next: nextPage }).meta({ id: "OrgList" });

export const orgDetail = z
  .object({
    name: z.string(),
    created: moment,
    members: z.array(z.object({ name: z.string(), role })),
    teams: z.array(z.object({ name: z.string(), description: z.string().nullable(), created: moment })),
  })
  .meta({ id: "OrgDetail" });

export const teamDetail = z
  .object({
    org: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    created: moment,
    members: z.array(z.string()),
    packages: z.array(z.object({ name: packageNameField, permission: z.enum(permissions) })),
  })
  .meta({ id: "TeamDetail", description: "Who is in a team, and what was granted to it." });
