import { describe, expect, it } from 'vitest';
import { hasColors, resolveConsoleMode } from './console-mode.ts';

const terminal = { write: () => true, isTTY: true };
const pipe = { write: () => true };

describe('resolveConsoleMode', () => {
  it.each([
    ['auto', terminal, {}, 'pretty'],
    ['auto', terminal, { NODE_ENV: 'production' }, 'json'],
    ['auto', pipe, {}, 'json'],
    ['pretty', pipe, { NODE_ENV: 'production' }, 'pretty'],
    ['json', terminal, {}, 'json'],
    ['off', terminal, {}, 'off'],
  ] as const)('%s %o %o is %s', (mode, stream, environment, expected) => {
    expect(resolveConsoleMode(mode, stream, environment)).toBe(expected);
  });
});

describe('hasColors', () => {
  it.each([
    ['a terminal', terminal, {}, true],
    ['a pipe', pipe, {}, false],
    ['a terminal with NO_COLOR', terminal, { NO_COLOR: '1' }, false],
    ['a terminal with an empty NO_COLOR', terminal, { NO_COLOR: '' }, true],
    ['a dumb terminal', terminal, { TERM: 'dumb' }, false],
    ['a pipe with FORCE_COLOR', pipe, { FORCE_COLOR: '1' }, true],
    ['a pipe with FORCE_COLOR and NO_COLOR', pipe, { FORCE_COLOR: '', NO_COLOR: '1' }, true],
    ['a terminal with FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, false],
  ])('%s', (_what, stream, environment, expected) => {
    expect(hasColors(stream, environment)).toBe(expected);
  });
});
