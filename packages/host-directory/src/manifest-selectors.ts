import { isPackageName, isRange, type PackageName } from "@larder/package-spec";
import type { PackageExtension } from "@larder/resolver";
import { z } from "zod";

/** A package name, as a value or as a key. */
export const packageName: z.ZodType<PackageName, PackageName> = z.custom<PackageName>(
  (value) => typeof value === "string" && isPackageName(value),
  { error: (issue) => `\`${String(issue.input)}\` is not a package name` },
);

/** Is `text` `name` or `name@range`? */
function isSelector(text: string): boolean {
  const at = text.indexOf("@", 1);
  return at === -1 ? isPackageName(text) : isPackageName(text.slice(0, at)) && isRange(text.slice(at + 1));
}

/** `name` or `name@range`: some versions of a package. */
export const selector: z.ZodType<string, string> = z.string().refine(isSelector, {
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
