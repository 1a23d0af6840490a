import { libraryBuild } from "../../tsdown.shared.ts";

export default libraryBuild(["src/index.ts", "src/s3/index.ts", "src/testing/index.ts"]);
