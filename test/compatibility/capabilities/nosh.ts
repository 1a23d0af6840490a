import type { System } from "../capability.ts";

export const nosh: System = {
  name: "nosh",
  capabilities: [
    { id: "N4", words: "install `user/repo` or any git address" },
    { id: "N5", words: "errors that say what is missing: git, the repository, the package" },
    { id: "N6", words: "upgrade everything, item by item; one failure does not stop the rest" },
    { id: "N7", words: "list packages with their contents, and remove them" },
    { id: "N8", words: "what was installed, from where and when, is kept" },
  ],
};
