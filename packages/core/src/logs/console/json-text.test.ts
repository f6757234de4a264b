import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonMember, jsonValue } from './json-text.ts';

describe('jsonValue', () => {
  it('is what JSON.stringify gives, for any text, number, list and object', () => {
    const text = fc.string({ unit: 'binary', maxLength: 300 });
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    fc.assert(
      fc.property(
        fc.oneof(text, number, fc.boolean(), fc.array(text), fc.constant(null)),
        (value) => {
          expect(jsonValue(value)).toBe(JSON.stringify(value));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each(['"', '\\', '\n', '\u0000', '\u001f', '\u007f', 'ä€', '😀', '\ud800', '\u2028', ''])(
    'is right at the edge of what needs escaping: %j',
    (text) => {
      expect(jsonValue(text)).toBe(JSON.stringify(text));
      expect(jsonValue(`a${text}b`)).toBe(JSON.stringify(`a${text}b`));
    },
  );
});

describe('jsonMember', () => {
  it('escapes names, remembered or not', () => {
    for (let index = 0; index < 2_100; index++) jsonMember(`name ${index}`);
    const line = `{"a":1${jsonMember('"\n')}2${jsonMember('"\n')}3}`;
    expect(JSON.parse(line)).toEqual({ a: 1, '"\n': 3 });
  });
});
