import { libraryBuild } from "../../tsdown.shared.ts";

export default libraryBuild(["src/index.ts", "src/resolving/index.ts", "src/testing/index.ts"]);
