/** What Grafana calls the queries of a panel: `A`, `B`, … `Z`, `AA`… */
export function refId(index: number): string {
  const letter = String.fromCodePoint(65 + (index % 26));
  return index < 26 ? letter : `${refId(Math.floor(index / 26) - 1)}${letter}`;
}
