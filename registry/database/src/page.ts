/** Which rows of a list: `size` of them, after the first `from`. */
export type Page = { readonly from: number; readonly size: number };
