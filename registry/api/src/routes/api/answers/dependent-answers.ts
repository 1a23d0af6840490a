import { edgeKinds } from "@larder/registry-database";
import { z } from "zod";

import { nextPage, packageNameField, versionField } from "./scalars.ts";

const range = z.string().meta({ description: "As its author wrote it." });

const dependent = z
  .object({
    package: packageNameField,
    version: versionField.meta({ description: "Its latest." }),
    kind: z.enum(edgeKinds),
    range,
  })
  .meta({ id: "Dependent", description: "A package whose latest version names another." });

export const dependentList = z.object({ dependents: z.array(dependent), next: nextPage }).meta({ id: "DependentList" });

const capabilityUse = z
  .object({
    capability: z.string().meta({ examples: ["clock"] }),
    kind: z.enum(["provides", "requires"]),
    range: range.meta({ description: "What is required, or the version that is provided." }),
    package: packageNameField,
    version: versionField.meta({ description: "Its latest." }),
  })
  .meta({ id: "CapabilityUse", description: "A capability that a package provides or requires." });

export const capabilityList = z
  .object({ capabilities: z.array(capabilityUse), next: nextPage })
  .meta({ id: "CapabilityList" });
