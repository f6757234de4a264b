/** What a mount leaves of a path for what is below it. */
export function restOf(path: string, taken: string): string {
  const rest = path.slice(taken.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}
