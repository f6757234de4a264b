import type { Words } from '../../promql/words.ts';

/** A legend of attributes: `{{service_name}} {{http_route}}`. */
export function legend(q: Words, ...attributes: readonly string[]): string {
  return attributes.map((attribute) => `{{${q.label(attribute)}}}`).join(' ');
}

/** The value of an attribute of what was clicked on, for links from graphs. */
export function clicked(q: Words, attribute: string): string {
  return `\${__field.labels.${q.label(attribute)}}`;
}

/** The value in a column of the row that was clicked on, for links from tables. */
export function clickedColumn(title: string): string {
  return `\${__data.fields["${title}"]}`;
}
