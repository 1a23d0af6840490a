import { libraryBuild } from "../../tsdown.shared.ts";

export default libraryBuild(["src/index.ts", "src/host-paths.ts"]);
