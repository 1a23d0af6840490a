import { libraryBuild } from "../../tsdown.shared.ts";

export default libraryBuild(["src/index.ts", "src/grants.ts", "src/host-paths.ts", "src/switching.ts"]);
