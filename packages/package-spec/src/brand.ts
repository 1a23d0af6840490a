declare const brand: unique symbol;

/** A text that was parsed: the compiler keeps it apart from any other text. */
export type Brand<Name extends string> = string & { readonly [brand]: Name };
