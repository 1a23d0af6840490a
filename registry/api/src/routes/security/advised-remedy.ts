import { compareVersions, isVersion, isWithin, type Range, type Version } from "@larder/package-spec";

/** What somebody does about an advisory, in the words of older audits. */
export type AdvisedRemedy = {
  /** The range of versions that it is not about; npm writes `<0.0.0` where there are none. */
  readonly patched_versions: string;
  readonly recommendation: string;
};

/** An upper bound of a range: `<2.0.0` or `<=1.9.3`. */
const upperBound = /<(=?)\s*v?(\d+\.\d+\.\d+[^\s|,]*)/g;

const none: AdvisedRemedy = { patched_versions: "<0.0.0", recommendation: "No patch is known" };

/**
 * Returns the remedy that `vulnerable`, the range of an advisory, leaves: everything above its highest bound.
 *
 * An advisory as it is asked for today says only which versions it is about, while Yarn 2 and 3 print the others too
 * and fail without them.
 */
export function advisedRemedy(vulnerable: Range): AdvisedRemedy {
  const [highest] = [...vulnerable.matchAll(upperBound)]
    .flatMap(([, equals, text = ""]): { isWithin: boolean; version: Version }[] =>
      isVersion(text) ? [{ isWithin: equals === "=", version: text }] : [],
    )
    .toSorted(
      (left, right) => compareVersions(right.version, left.version) || Number(right.isWithin) - Number(left.isWithin),
    );
  if (highest === undefined || isWithin("999999999.0.0", vulnerable) !== false) return none;
  return highest.isWithin
    ? { patched_versions: `>${highest.version}`, recommendation: `Upgrade to a version after ${highest.version}` }
    : { patched_versions: `>=${highest.version}`, recommendation: `Upgrade to version ${highest.version} or later` };
}
