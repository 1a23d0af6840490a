import { libraryBuild } from "../../tsdown.shared.ts";

export default libraryBuild(["src/index.ts", "src/kept-install.ts", "src/unchanged-install.ts"]);
