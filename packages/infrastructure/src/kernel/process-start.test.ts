import { expect, test } from 'vitest';
import { kernelFile } from '../fixtures/kernel-fixture.ts';
import { parseProcessStart } from './process-start.ts';

test('reads the start of a process whose name has blanks and parentheses', () => {
  expect(parseProcessStart(kernelFile('linux-6.18', 'proc/self/stat'))).toBe(12300.75);
});

test.each(['', '1', '1 (node) S 1 2', '1 node S '.padEnd(200, '1 ')])('refuses %j', (text) => {
  expect(parseProcessStart(text)).toBeUndefined();
});
