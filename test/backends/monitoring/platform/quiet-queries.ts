/** Queries that give no series on a platform that is well, by what they ask for, each with the reason. One that does is an error. */
export const QUIET: readonly { readonly matches: RegExp; readonly reason: string }[] = [];
