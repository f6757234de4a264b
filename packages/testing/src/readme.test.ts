import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('shows the vitest example as it runs here', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = readFileSync(new URL('./readme-example.test.ts', import.meta.url), 'utf8');

  expect(readme).toContain(`\`\`\`ts norun file=readme-example.test.ts\n${example}\`\`\`\n`);
});
