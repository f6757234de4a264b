/**
 * Somebody else's words as one line of ours: line breaks, control characters and what was no text become single spaces; cut at
 * `maxLength` characters.
 */
export function printableLine(text: string, maxLength: number): string {
  const line = text.replace(/[\p{C}\s\uFFFD]+/gu, ' ').trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}
