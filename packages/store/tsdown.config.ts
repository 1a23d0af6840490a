import { libraryBuild } from "../../tsdown.shared.ts";

export default libraryBuild([
  "src/index.ts",
  "src/boot-id.ts",
  "src/host-note.ts",
  "src/kept-plans.ts",
  "src/unpack-threads.ts",
  "src/unpack-worker.ts",
]);
