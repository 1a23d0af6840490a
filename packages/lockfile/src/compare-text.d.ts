/** Orders texts by their code units: the same on every machine, whatever its language. */
export declare function compareText(left: string, right: string): number;
