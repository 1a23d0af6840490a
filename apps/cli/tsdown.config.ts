import { libraryBuild } from "../../tsdown.shared.ts";

export default libraryBuild(["src/main.ts", "src/ephemeral/index.ts"]);
