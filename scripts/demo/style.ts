import { styleText } from 'node:util';

/** Columns that the output fits into. */
export const WIDTH = 100;

type Style = Parameters<typeof styleText>[0];

// `styleText` looks at the stream: no colours unless it is a terminal, nor with NO_COLOR.
const painter =
  (style: Style) =>
  (text: string): string =>
    styleText(style, text, { stream: process.stdout });

export const paint = {
  bold: painter('bold'),
  dim: painter('dim'),
  good: painter('green'),
  bad: painter('red'),
  accent: painter('cyan'),
};

/** A section's heading, with what is to be known about it in grey. */
export function heading(title: string, note = ''): string {
  return `\n${paint.bold(title)}${note && `  ${paint.dim(note)}`}`;
}

/** Cuts a line to `width` characters, with an ellipsis. For text without colours. */
export function fit(text: string, width = WIDTH): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** Joins values to lines of at most `width` characters. */
export function wrap(values: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const value of values) {
    const longer = `${lines.at(-1)}   ${value}`;
    if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(value);
  }
  return lines;
}

/** A value as text: strings as they are, the rest as JSON. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'absent');
}

/** Indents every line of a block. */
export function indent(text: string, by = 2): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(by));
}
