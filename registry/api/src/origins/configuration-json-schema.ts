import { z } from "zod";

import { configurationSchema } from "./configuration.ts";

/** Returns the JSON Schema of `registry.yaml`, in the draft that editors of YAML read. */
export function registryConfigurationJsonSchema(): object {
  const schema = z.toJSONSchema(configurationSchema, { io: "input", target: "draft-7" });
  return { title: "Configuration of a Larder registry", ...schema };
}
