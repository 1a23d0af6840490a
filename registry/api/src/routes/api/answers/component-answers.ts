import { componentKinds } from "@larder/package-contents";
import { z } from "zod";

import { nextPage, packageNameField, total, versionField } from "./scalars.ts";

export const componentKind = z.enum(componentKinds).meta({ id: "ComponentKind", description: "Its directory." });

export const component = z
  .object({
    kind: componentKind,
    name: z.string().meta({ examples: ["prometheus", "metrics.summarise"] }),
    path: z.string().meta({ description: "The file or folder, relative to the root of the package." }),
    title: z.string().optional(),
    description: z.string().optional(),
    status: z.enum(["ok", "unsupported-code"]),
  })
  .meta({ id: "Component", description: "A typed file or folder inside a package." });

const ownedComponent = component
  .extend({ package: packageNameField, version: versionField })
  .meta({ id: "OwnedComponent", description: "A component, and the version that has it." });

export const componentList = z
  .object({
    components: z.array(ownedComponent),
    total: total.meta({ description: "Counted up to 1,000." }),
    next: nextPage.optional(),
  })
  .meta({ id: "ComponentList" });
