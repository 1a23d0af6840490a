/** The version of the author API that this copy speaks; `engines.larder` of a package is a range over it. */
export const apiVersion = "1.0.0";
