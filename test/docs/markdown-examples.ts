import { readFileSync } from 'node:fs';

/** A fenced block of a Markdown file. The words after the language say what the test does with it. */
export interface Example {
  readonly document: string;
  /** Line of the opening fence, from 1: what a failing test points at. */
  readonly line: number;
  readonly language: string;
  /** `file=server.js` → `{ file: 'server.js' }`; a bare word such as `norun` → `{ norun: '' }`. */
  readonly options: Readonly<Record<string, string>>;
  readonly code: string;
}

const FENCE = /^```(\S*)[ \t]*(.*)\n([\s\S]*?)^```[ \t]*$/gm;

/** Every fenced block of a document, in order. */
export function examplesOf(document: string): Example[] {
  const text = readFileSync(document, 'utf8');
  return Array.from(text.matchAll(FENCE), (match) => ({
    document,
    line: text.slice(0, match.index).split('\n').length,
    language: match[1] ?? '',
    options: Object.fromEntries(
      (match[2] ?? '')
        .split(/\s+/)
        .filter(Boolean)
        .map((word) => {
          const [key = '', value = ''] = word.split('=');
          return [key, value];
        }),
    ),
    code: match[3] ?? '',
  }));
}
