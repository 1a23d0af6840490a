import type { System } from "../capability.ts";

export const windflow: System = {
  name: "Windflow",
  capabilities: [
    { id: "W2", words: "`plugin.yml`: dependencies, configuration with schema and defaults, hooks" },
    { id: "W3", words: "hooks before and after installation, deployment, upgrade and removal" },
    { id: "W4", words: "hooks are shell scripts, executable or not; their exit code counts" },
    { id: "W5", words: "a JSON Schema validates the configuration, defaults underneath" },
    { id: "W6", words: "variables of the environment override the configuration" },
    {
      id: "W23",
      words:
        "settings with types: secrets that are never shown, values that are generated, fields that depend on others",
    },
    { id: "W35", words: "a corrupted manifest is refused with what is wrong in it" },
  ],
};
