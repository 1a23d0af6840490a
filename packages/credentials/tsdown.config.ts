import { libraryBuild } from "../../tsdown.shared.ts";

export default libraryBuild(["src/index.ts"]);
