/** A piece of HCL that is no text, such as `data.pagerduty_user.ana.id`. */
export interface HclExpression {
  readonly expression: string;
}

export type HclValue =
  | string
  | number
  | HclExpression
  | readonly (string | HclExpression)[]
  | { readonly [key: string]: string };

export interface HclBlock {
  readonly type: string;
  readonly labels?: readonly string[];
  readonly attributes?: Readonly<Record<string, HclValue>>;
  readonly blocks?: readonly HclBlock[];
}

/** HCL as `terraform fmt` would leave it: attributes with their signs below each other, then blocks, with empty lines between. */
export function formatHcl(blocks: readonly HclBlock[]): string {
  return blocks.map((block) => `${formatBlock(block).join('\n')}\n`).join('\n');
}

/** A name that Terraform takes for a resource: `platform-night` → `platform_night`. */
export function hclName(...parts: readonly string[]): string {
  return parts.join('_').replaceAll('-', '_');
}

function formatBlock({ type, labels = [], attributes = {}, blocks = [] }: HclBlock): string[] {
  const head = [type, ...labels.map((label) => JSON.stringify(label))].join(' ');
  const lines = formatAttributes(attributes);
  const inner = blocks.map(formatBlock);
  const parts = lines.length > 0 ? [lines, ...inner] : inner;
  const body = parts.flatMap((part, index) => (index > 0 ? ['', ...part] : part));
  return [`${head} {`, ...indented(body), '}'];
}

function formatAttributes(attributes: Readonly<Record<string, HclValue>>): string[] {
  const width = Math.max(0, ...Object.keys(attributes).map((key) => key.length));
  return Object.entries(attributes).flatMap(([key, value]) => {
    const [first = '', ...rest] = formatValue(value);
    return [`${key.padEnd(width)} = ${first}`, ...rest];
  });
}

function formatValue(value: HclValue): string[] {
  if (typeof value === 'string') return [quote(value)];
  if (typeof value === 'number') return [String(value)];
  if (isList(value)) return [`[${value.flatMap(formatValue).join(', ')}]`];
  if (isExpression(value)) return [value.expression];
  return ['{', ...indented(formatAttributes(value)), '}'];
}

function isExpression(value: object): value is HclExpression {
  return 'expression' in value;
}

function isList(value: HclValue): value is readonly (string | HclExpression)[] {
  return Array.isArray(value);
}

/** What begins a template must be doubled, or Terraform would evaluate it. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `  ${line}`));
}
