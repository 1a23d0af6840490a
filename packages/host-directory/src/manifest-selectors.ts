import { isPackageName, type PackageName } from "@larder/package-spec";
import { type PackageExtension, parseSelector } from "@larder/resolver";
import { z } from "zod";

/** A package name, as a value or as a key. */
export const packageName: z.ZodType<PackageName, PackageName> = z.custom<PackageName>(
  (value) => typeof value === "string" && isPackageName(value),
  { error: (issue) => `\`${String(issue.input)}\` is not a package name` },
);

/** `name` or `name@range`: some versions of a package. */
export const selector: z.ZodType<string, string> = z.string().refine((text) => parseSelector(text) !== undefined, {
  error: (issue) => `\`${String(issue.input)}\` selects no package: write \`name\` or \`name@range\``,
});

const dependencies = z.record(packageName, z.string().min(1));

/** `packageExtensions` of a `larder.yaml`. */
export const packageExtensionsSchema: z.ZodType<{ readonly [selector: string]: PackageExtension }> = z.record(
  selector,
  z.strictObject({
    dependencies: dependencies.exactOptional(),
    optionalDependencies: dependencies.exactOptional(),
    peerDependencies: dependencies.exactOptional(),
    peerDependenciesMeta: z
      .record(packageName, z.strictObject({ optional: z.boolean().exactOptional() }))
      .exactOptional(),
  }),
);
