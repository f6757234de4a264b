import { expect, it } from 'vitest';
import { printableLine } from './printable-line.ts';

it.each([
  ['write EPROTO 80:error:wrong version number\n', 'write EPROTO 80:error:wrong version number'],
  ['<html>\r\n  <body>', '<html> <body>'],
  ['\u0000\u001B[31mred\u202E', '[31mred'],
  [Buffer.from([0xff, 0xfe, 0x68, 0x69]).toString(), 'hi'],
  ['größer als 5 °C ✓', 'größer als 5 °C ✓'],
])('makes %j one printable line', (text, line) => {
  expect(printableLine(text, 100)).toBe(line);
});

it('cuts what is too long', () => {
  expect(printableLine('x'.repeat(50), 10)).toBe(`${'x'.repeat(9)}…`);
});
