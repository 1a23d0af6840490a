import { libraryBuild } from "../../tsdown.shared.ts";

export default libraryBuild(["src/index.ts", "src/hold.ts", "src/testing/index.ts"]);
